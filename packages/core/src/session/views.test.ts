import { beforeEach, describe, expect, test } from '@jest/globals';
import { alice, bob, dba, root, run, runScript, service } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let opened: TestDatabase;
let database: Database;

beforeEach(async () => {
  opened = await openTestDatabase();
  database = opened.database;
  await runScript(
    database,
    root,
    `CREATE NAMESPACE app;
     CREATE NAMESPACE other;
     CREATE USER TABLE app.notes (id INT PRIMARY KEY, body TEXT);
     CREATE SHARED TABLE app.board (id INT PRIMARY KEY, a INT) WITH (ACCESS_LEVEL = 'PUBLIC');
     CREATE SHARED TABLE app.secret (id INT PRIMARY KEY, password TEXT);
     INSERT INTO app.board VALUES (1, 10), (2, 20);
     INSERT INTO app.secret VALUES (1, 'pw')`,
  );
  await run(database, alice, "INSERT INTO app.notes VALUES (1, 'of alice')");
  await run(database, bob, "INSERT INTO app.notes VALUES (1, 'of bob'), (2, 'also')");
});

const app = { namespace: 'app' };
const failing = (sql: string, principal = root, namespace = 'app') =>
  run(database, principal, sql, { namespace }).then(
    () => 'no error',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

test("a view is read with the rights of the reader and shows the reader's rows", async () => {
  await run(database, dba, 'CREATE VIEW mine AS SELECT body, CURRENT_USER() AS me FROM notes', app);
  const sql = 'SELECT * FROM app.mine ORDER BY body';
  expect(await run(database, alice, sql)).toEqual([['of alice', 'alice']]);
  expect(await run(database, bob, sql)).toEqual([
    ['also', 'bob'],
    ['of bob', 'bob'],
  ]);
  expect(await run(database, dba, sql)).toEqual([]);
});

test('a view gives no right to its tables', async () => {
  await run(database, dba, 'CREATE VIEW open AS SELECT password FROM secret', app);
  await run(database, dba, 'CREATE VIEW indirect AS SELECT * FROM open', app);
  for (const sql of ['SELECT * FROM indirect', 'SELECT nothing FROM indirect', 'DESCRIBE open']) {
    expect(await failing(sql, alice)).toMatch(/CORE_PERMISSION_DENIED|CORE_TABLE_NOT_FOUND/);
  }
  expect(await failing('EXPLAIN SELECT * FROM indirect', alice)).toBe('CORE_PERMISSION_DENIED');
  expect(await run(database, service, 'SELECT * FROM indirect', app)).toEqual([['pw']]);
  expect(await failing('SELECT * FROM opem', service)).toBe('SQL_UNKNOWN_TABLE');
});

test('EXECUTE AS USER reads a view as that user', async () => {
  await run(database, dba, 'CREATE VIEW mine AS SELECT body FROM notes', app);
  await run(database, dba, 'CREATE VIEW shared_one AS SELECT a FROM board', app);
  const sql = (view: string) => `EXECUTE AS USER 'bob' (SELECT COUNT(*) FROM ${view})`;
  expect(await run(database, dba, sql('mine'), app)).toEqual([[2n]]);
  expect(await failing(sql('shared_one'), dba)).toBe('SQL_UNSUPPORTED');
});

test('views live in the catalog: they outlive the process', async () => {
  await runScript(
    database,
    dba,
    `CREATE VIEW v (n) AS SELECT a -- the amount
       FROM board WHERE a > 10;
     CREATE VIEW other.w AS SELECT n + 1 AS m FROM v`,
    app,
  );
  const again = await openTestDatabase({ store: opened.store, clock: opened.clock });
  expect(await run(again.database, alice, 'SELECT m FROM other.w')).toEqual([[21]]);
  const views = `SELECT namespace_id, view_name, definition, definition_namespace, created_by
    FROM system.views ORDER BY view_name`;
  expect(await run(again.database, dba, views)).toEqual([
    ['app', 'v', 'SELECT a -- the amount\n       FROM board WHERE a > 10', 'app', 'dora'],
    ['other', 'w', 'SELECT n + 1 AS m FROM v', 'app', 'dora'],
  ]);
  expect(await run(again.database, alice, 'DESCRIBE app.v')).toEqual([
    ['n', 1n, 1n, 'INT', true, false, null, null, 1n, null],
  ]);
  await expect(run(again.database, dba, 'DROP TABLE app.board')).rejects.toMatchObject({
    code: 'CORE_DEPENDENT_OBJECTS',
    message: "table 'app.board' is read by view app.v, other.w",
  });
});

test('a plan over a view does not outlive the view', async () => {
  await run(database, dba, 'CREATE VIEW v AS SELECT id FROM board WHERE id = 1', app);
  const sql = 'SELECT * FROM v WHERE id < 5';
  expect(await run(database, dba, sql, app)).toEqual([[1]]);
  await run(database, dba, 'CREATE OR REPLACE VIEW v AS SELECT id FROM board WHERE id = 2', app);
  expect(await run(database, dba, sql, app)).toEqual([[2]]);
  await run(database, dba, 'DROP VIEW v', app);
  expect(await failing(sql, dba)).toBe('SQL_UNKNOWN_TABLE');
});

describe('names', () => {
  beforeEach(() => run(database, dba, 'CREATE VIEW v AS SELECT 1 AS one', app));

  test.each([
    ['CREATE VIEW v AS SELECT 2 AS one', 'CORE_VIEW_EXISTS'],
    ['CREATE VIEW board AS SELECT 1 AS one', 'CORE_VIEW_EXISTS'],
    ['CREATE OR REPLACE VIEW board AS SELECT 1 AS one', 'CORE_WRONG_KIND'],
    ['CREATE SHARED TABLE v (id INT PRIMARY KEY)', 'CORE_TABLE_EXISTS'],
    ['CREATE VIEW nowhere.v AS SELECT 1 AS one', 'CORE_NAMESPACE_NOT_FOUND'],
    ['CREATE VIEW system.v AS SELECT 1 AS one', 'CORE_READ_ONLY'],
    ['CREATE VIEW _v AS SELECT 1 AS one', 'SQL_INVALID_NAME'],
    ['CREATE VIEW w AS SELECT $1 AS one', 'SQL_INVALID_PARAMETER'],
    ['CREATE VIEW w AS SELECT * FROM missing', 'SQL_UNKNOWN_TABLE'],
    ['DROP VIEW board', 'CORE_WRONG_KIND'],
    ['DROP VIEW IF EXISTS board', 'CORE_WRONG_KIND'],
    ['DROP TABLE v', 'CORE_WRONG_KIND'],
    ['DROP TABLE IF EXISTS v', 'CORE_WRONG_KIND'],
    ['DROP VIEW missing', 'CORE_VIEW_NOT_FOUND'],
    ['INSERT INTO v VALUES (1)', 'SQL_UNSUPPORTED'],
    ['UPDATE v SET one = 2 WHERE TRUE', 'SQL_UNSUPPORTED'],
    ['DELETE FROM v WHERE TRUE', 'SQL_UNSUPPORTED'],
    ['SUBSCRIBE TO v', 'SQL_UNSUPPORTED'],
  ])('%s is refused', async (sql, code) => {
    expect(await failing(sql)).toBe(code);
    expect(await run(database, alice, 'SELECT * FROM v', app)).toEqual([[1]]);
  });

  test('IF [NOT] EXISTS', async () => {
    const again = 'CREATE VIEW IF NOT EXISTS v AS SELECT 2 AS one';
    expect(await run(database, dba, again, app)).toBe('View app.v already exists');
    const gone = 'DROP VIEW IF EXISTS missing';
    expect(await run(database, dba, gone, app)).toBe('View app.missing does not exist');
  });

  test('only dba and above make and drop views', async () => {
    expect(await failing('CREATE VIEW w AS SELECT 1 AS one', service)).toBe(
      'CORE_PERMISSION_DENIED',
    );
    expect(await failing('DROP VIEW v', service)).toBe('CORE_PERMISSION_DENIED');
  });
});

test('a live query over a view is refused', async () => {
  await run(database, dba, 'CREATE VIEW v AS SELECT * FROM board', app);
  const bind = () => database.bindQuery({ principal: root, sql: 'SELECT * FROM v', ...app });
  expect(bind).toThrow(expect.objectContaining({ code: 'SQL_UNSUPPORTED' }));
});

describe('drops', () => {
  const names = 'SELECT view_name FROM system.views ORDER BY view_name';

  beforeEach(() =>
    runScript(
      database,
      dba,
      `CREATE VIEW a AS SELECT id FROM board;
       CREATE VIEW b AS SELECT p.id FROM a p JOIN a q ON p.id = q.id;
       CREATE VIEW other.c AS SELECT id FROM b;
       CREATE VIEW d AS SELECT id FROM secret`,
      app,
    ),
  );

  test.each([
    ['DROP VIEW a', "view 'app.a' is read by view app.b, other.c"],
    ['DROP VIEW b RESTRICT', "view 'app.b' is read by view other.c"],
    ['DROP TABLE board', "table 'app.board' is read by view app.a, app.b, other.c"],
  ])('%s is refused', async (sql, message) => {
    await expect(run(database, dba, sql, app)).rejects.toMatchObject({
      code: 'CORE_DEPENDENT_OBJECTS',
      message,
    });
    expect(await run(database, dba, 'SELECT id FROM other.c ORDER BY id')).toEqual([[1], [2]]);
  });

  test.each([
    ['DROP VIEW other.c', ['a', 'b', 'd']],
    ['DROP VIEW b CASCADE', ['a', 'd']],
    ['DROP TABLE board CASCADE', ['d']],
    ['DROP NAMESPACE other CASCADE', ['a', 'b', 'd']],
    ['DROP NAMESPACE app CASCADE', []],
  ])('%s leaves %j', async (sql, left) => {
    await run(database, dba, sql, app);
    expect(await run(database, dba, names)).toEqual(left.map((name) => [name]));
    const again = await openTestDatabase({ store: opened.store, clock: opened.clock });
    expect(await run(again.database, dba, names)).toEqual(left.map((name) => [name]));
  });

  test('a namespace with a view is not empty', async () => {
    expect(await failing('DROP NAMESPACE other', dba)).toBe('CORE_NAMESPACE_NOT_EMPTY');
  });

  test('a replaced view is read by what it reads now', async () => {
    await run(database, dba, 'CREATE OR REPLACE VIEW a AS SELECT id FROM secret', app);
    await run(database, dba, 'DROP TABLE board', app);
    expect(await run(database, dba, 'SELECT id FROM other.c')).toEqual([[1]]);
  });
});

test('a view is any query', async () => {
  await runScript(
    database,
    dba,
    `CREATE VIEW u AS SELECT id FROM board UNION ALL VALUES (7) ORDER BY 1 DESC;
     CREATE VIEW w AS VALUES (1, 'x'), (2, 'y')`,
    app,
  );
  const again = await openTestDatabase({ store: opened.store, clock: opened.clock });
  const sql = 'SELECT * FROM u ORDER BY id';
  expect(await run(again.database, alice, sql, app)).toEqual([[1], [2], [7]]);
  expect(await run(again.database, alice, 'SELECT column2 FROM w', app)).toEqual([['x'], ['y']]);
  await expect(run(again.database, dba, 'DROP TABLE app.board')).rejects.toMatchObject({
    code: 'CORE_DEPENDENT_OBJECTS',
  });
});

test('views that multiply are cut off', async () => {
  const script = ['CREATE VIEW v0 AS SELECT 1 AS x'];
  for (let level = 1; level <= 12; level += 1) {
    script.push(`CREATE VIEW v${level} AS SELECT a.x FROM v${level - 1} a, v${level - 1} b`);
  }
  await expect(runScript(database, dba, script.join(';'), app)).rejects.toMatchObject({
    code: 'SQL_TOO_DEEP',
  });
  expect(await run(database, dba, 'SELECT x FROM v5', app)).toEqual([[1]]);
});

test('views within each other may be 32 deep', async () => {
  const script = ['CREATE VIEW v1 AS SELECT id AS x FROM board'];
  for (let level = 2; level <= 40; level += 1) {
    script.push(`CREATE VIEW v${level} AS SELECT x FROM v${level - 1}`);
  }
  await expect(runScript(database, dba, script.join(';'), app)).rejects.toMatchObject({
    code: 'SQL_TOO_DEEP',
    statement: 34,
  });
  expect(await run(database, dba, 'SELECT x FROM v32 WHERE x = 2', app)).toEqual([[2]]);
});

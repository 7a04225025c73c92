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
     CREATE USER TABLE app.notes (id INT PRIMARY KEY, body TEXT, size SMALLINT);
     CREATE SHARED TABLE app.items (id INT PRIMARY KEY, code TEXT, price INT)`,
  );
  await run(database, alice, "INSERT INTO app.notes VALUES (1, 'a', 1), (2, NULL, 2)");
  await run(database, bob, "INSERT INTO app.notes VALUES (1, 'of bob', 7)");
});

const app = { namespace: 'app' };
const as = (principal: typeof root, sql: string) => run(database, principal, sql, app);
const alter = (actions: string, table = 'notes') => as(service, `ALTER TABLE ${table} ${actions}`);
const failing = (sql: string, principal = root) =>
  as(principal, sql).then(
    () => 'no error',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const reopen = async () => {
  const { database: old, store, clock } = opened;
  await old.close();
  opened = await openTestDatabase({ store, clock });
  database = opened.database;
};

describe('ADD COLUMN', () => {
  test('gives old rows the default of that moment and new rows the present one', async () => {
    const message = await alter("ADD COLUMN state TEXT NOT NULL DEFAULT 'new'");
    expect(message).toBe('Table app.notes altered successfully: added column state (version 2)');
    await as(alice, "INSERT INTO notes VALUES (3, 'c', 3, 'mine')");
    await alter("ALTER COLUMN state SET DEFAULT 'later'");
    await as(alice, 'INSERT INTO notes (id) VALUES (4)');
    await as(alice, "UPDATE notes SET body = 'changed' WHERE id = 2");
    const rows = [
      [1, 'new'],
      [2, 'new'],
      [3, 'mine'],
      [4, 'later'],
    ];
    const sql = 'SELECT id, state FROM notes ORDER BY id';
    expect(await as(alice, sql)).toEqual(rows);
    expect(await as(bob, 'SELECT * FROM notes WHERE id = 1')).toEqual([[1, 'of bob', 7, 'new']]);
    expect(await as(alice, "SELECT id FROM notes WHERE state = 'new' ORDER BY id DESC")).toEqual([
      [2],
      [1],
    ]);
    await reopen();
    expect(await as(alice, sql)).toEqual(rows);
  });

  test.each([
    ['BIGINT DEFAULT 1 + 2', 3n],
    ['DOUBLE DEFAULT 0.1', 0.1],
    ['DECIMAL(8, 2) DEFAULT 1.5', '1.50'],
    ['BOOLEAN DEFAULT TRUE', true],
    ["BYTES DEFAULT x'00ff'", Uint8Array.of(0, 255)],
    ["DATE DEFAULT DATE '2024-02-29'", 19782],
    ["UUID DEFAULT '00000000-0000-0000-0000-0000000000ff'", '00000000-0000-0000-0000-0000000000ff'],
    ["JSON DEFAULT '[1]'", '[1]'],
    ['INT', null],
    ['TEXT DEFAULT NULL', null],
  ])('of type %s', async (type, value) => {
    await alter(`ADD COLUMN extra ${type}`);
    await reopen();
    expect(await as(bob, 'SELECT extra FROM notes')).toEqual([[value]]);
    expect(await as(bob, 'SELECT extra FROM notes WHERE id = 1')).toEqual([[value]]);
  });

  test('with a time is the time of the statement', async () => {
    await alter('ADD COLUMN seen TIMESTAMP DEFAULT NOW()');
    const rows = await as(alice, 'SELECT seen FROM notes');
    opened.clock.advanceMs(5000);
    expect(await as(alice, 'SELECT seen FROM notes')).toEqual(rows);
  });

  test.each([
    ['ADD COLUMN body INT', 'SQL_DUPLICATE_NAME'],
    ['ADD COLUMN _seq INT', 'SQL_INVALID_NAME'],
    ['ADD COLUMN x INT PRIMARY KEY', 'SQL_UNSUPPORTED'],
    ['ADD COLUMN x INT NOT NULL', 'CORE_NOT_NULL'],
    ['ADD COLUMN x INT NOT NULL DEFAULT NULL', 'CORE_NOT_NULL'],
    ["ADD COLUMN x INT DEFAULT 'a'", 'SQL_INVALID_VALUE'],
    ['ADD COLUMN x INT[]', 'SQL_UNSUPPORTED'],
  ])('%s is %s', async (actions, code) => {
    expect(await failing(`ALTER TABLE notes ${actions}`)).toBe(code);
    expect(await as(bob, 'SELECT * FROM notes')).toEqual([[1, 'of bob', 7]]);
    expect(await as(bob, 'DESCRIBE notes')).toHaveLength(3);
  });

  test('NOT NULL without a default to a table without rows', async () => {
    await alter('ADD COLUMN x INT NOT NULL', 'items');
    expect(await failing('INSERT INTO items (id) VALUES (1)')).toBe('CORE_NOT_NULL');
  });

  test('IF NOT EXISTS', async () => {
    expect(await alter('ADD COLUMN IF NOT EXISTS body INT')).toBe('Table app.notes unchanged');
  });
});

describe('DROP COLUMN', () => {
  test('takes the values with it, also for a column of the same name', async () => {
    await alter('DROP COLUMN body');
    expect(await as(alice, 'SELECT * FROM notes ORDER BY id')).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await alter('ADD COLUMN body TEXT');
    await reopen();
    expect(await as(bob, 'SELECT * FROM notes')).toEqual([[1, 7, null]]);
  });

  test('takes the indexes over it along, and leaves the others usable', async () => {
    await as(service, 'CREATE INDEX by_body ON notes (LOWER(body))');
    await as(service, 'CREATE INDEX by_size ON notes (size) WHERE size > 0');
    await alter('DROP COLUMN body');
    await database.sweep();
    expect(await as(root, 'SELECT index_name FROM system.indexes')).toEqual([['by_size']]);
    await as(bob, 'INSERT INTO notes VALUES (2, 8)');
    const sql = 'SELECT id FROM notes WHERE size = 8 AND size > 0';
    expect(String(await as(root, `EXPLAIN ${sql}`))).toContain('by_size');
    expect(await as(bob, sql)).toEqual([[2]]);
  });

  test('of a view is refused, or takes the view along', async () => {
    await as(dba, 'CREATE VIEW bodies AS SELECT body FROM notes');
    await as(dba, 'CREATE VIEW more AS SELECT * FROM bodies');
    await as(dba, 'CREATE VIEW sizes AS SELECT size FROM notes');
    expect(await failing('ALTER TABLE notes DROP COLUMN body')).toBe('CORE_DEPENDENT_OBJECTS');
    expect(await failing('ALTER TABLE notes RENAME body TO text')).toBe('CORE_DEPENDENT_OBJECTS');
    expect(await failing('ALTER TABLE notes RENAME TO n')).toBe('CORE_DEPENDENT_OBJECTS');
    await alter('DROP COLUMN body CASCADE');
    expect(await as(root, 'SELECT view_name FROM system.views')).toEqual([['sizes']]);
    expect(await as(bob, 'SELECT * FROM sizes')).toEqual([[7]]);
  });

  test.each([
    ['DROP COLUMN id', 'SQL_INVALID_TABLE'],
    ['DROP COLUMN _seq', 'SQL_INVALID_TABLE'],
    ['DROP COLUMN nothing', 'SQL_UNKNOWN_COLUMN'],
    ['DROP COLUMN body, DROP COLUMN nothing', 'SQL_UNKNOWN_COLUMN'],
  ])('%s is %s', async (actions, code) => {
    expect(await failing(`ALTER TABLE notes ${actions}`)).toBe(code);
    expect(await as(bob, 'SELECT * FROM notes')).toEqual([[1, 'of bob', 7]]);
  });
});

test('a view of all columns keeps the columns that it was made with', async () => {
  await as(dba, 'CREATE VIEW everything AS SELECT *, id + 1 AS next FROM notes');
  await alter('ADD COLUMN extra INT DEFAULT 5');
  const sql = 'SELECT * FROM everything';
  expect(await as(bob, sql)).toEqual([[1, 'of bob', 7, 2]]);
  expect(
    await as(bob, 'SELECT n.extra, e.next FROM everything e JOIN notes n ON n.id = e.id'),
  ).toEqual([[5, 2]]);
});

describe('RENAME', () => {
  test('of a column keeps values, indexes and defaults', async () => {
    await as(service, 'CREATE INDEX ON notes (UPPER(body), size)');
    await alter('RENAME COLUMN body TO "text"');
    const sql = 'SELECT "text" FROM notes WHERE UPPER("text") = \'OF BOB\'';
    expect(await as(bob, sql)).toEqual([['of bob']]);
    expect(String(await as(root, `EXPLAIN ${sql}`))).toContain('notes_upper_size_idx');
    expect(await failing('SELECT body FROM notes')).toBe('SQL_UNKNOWN_COLUMN');
    await reopen();
    expect(await as(bob, sql)).toEqual([['of bob']]);
  });

  test('of the table keeps rows and indexes', async () => {
    await as(service, 'CREATE INDEX by_size ON notes (size) WHERE notes.size > 1');
    await alter('RENAME TO memos');
    expect(await failing('SELECT * FROM notes')).toBe('SQL_UNKNOWN_TABLE');
    await as(bob, 'INSERT INTO memos (id, size) VALUES (2, 8)');
    await reopen();
    expect(await as(bob, 'SELECT id FROM memos WHERE size = 8 AND size > 1')).toEqual([[2]]);
    expect(await failing('ALTER TABLE memos RENAME TO items')).toBe('CORE_TABLE_EXISTS');
    expect(await failing('ALTER TABLE memos RENAME TO by_size')).toBe('CORE_TABLE_EXISTS');
  });

  test('two columns change their names', async () => {
    await alter('RENAME id TO x, RENAME size TO id, RENAME x TO size');
    expect(await as(bob, 'SELECT size, id FROM notes WHERE size = 1')).toEqual([[1, 7]]);
  });
});

describe('ALTER COLUMN', () => {
  test('SET NOT NULL looks at the rows of all users', async () => {
    expect(await failing('ALTER TABLE notes ALTER body SET NOT NULL')).toBe('CORE_NOT_NULL');
    await as(alice, "UPDATE notes SET body = 'b' WHERE id = 2");
    await alter('ALTER body SET NOT NULL');
    expect(await failing('INSERT INTO notes (id) VALUES (9)', bob)).toBe('CORE_NOT_NULL');
    await alter('ALTER COLUMN body DROP NOT NULL');
    expect(await as(bob, 'INSERT INTO notes (id) VALUES (9)')).toBe('insert 1');
    expect(await failing('ALTER TABLE notes ALTER id DROP NOT NULL')).toBe('SQL_INVALID_TABLE');
  });

  test('TYPE widens without writing rows again', async () => {
    await as(service, 'CREATE INDEX by_size ON notes (size)');
    await alter('ALTER size TYPE BIGINT, ALTER COLUMN id SET DATA TYPE BIGINT');
    await as(bob, 'INSERT INTO notes VALUES (3000000000, NULL, 5000000000)');
    expect(await as(bob, 'SELECT id, size FROM notes ORDER BY size DESC')).toEqual([
      [3000000000n, 5000000000n],
      [1n, 7n],
    ]);
    expect(await as(bob, 'SELECT id FROM notes WHERE size = 7')).toEqual([[1n]]);
    expect(await as(bob, 'SELECT size FROM notes WHERE id = 1')).toEqual([[7n]]);
  });

  test.each([
    ['DOUBLE', 7],
    ['DECIMAL', '7'],
    ['DECIMAL(5, 0)', '7'],
    ['INT', 7],
  ])('TYPE %s of a SMALLINT', async (type, value) => {
    await alter(`MODIFY COLUMN size ${type} NULL`);
    expect(await as(bob, 'SELECT size FROM notes')).toEqual([[value]]);
    expect(await as(bob, 'SELECT size FROM notes WHERE id = 1')).toEqual([[value]]);
    expect(await as(bob, 'SELECT size + size > size FROM notes')).toEqual([[true]]);
  });

  test.each([
    ['size TYPE TEXT', 'SQL_UNSUPPORTED'],
    ['size TYPE DECIMAL(5, 2)', 'SQL_UNSUPPORTED'],
    ['id TYPE SMALLINT', 'SQL_UNSUPPORTED'],
    ['id TYPE DOUBLE', 'SQL_UNSUPPORTED'],
    ['size TYPE nothing', 'SQL_UNKNOWN_TYPE'],
    ["size SET DEFAULT 'x'", 'SQL_INVALID_VALUE'],
    ['size SET DEFAULT body', 'SQL_UNKNOWN_COLUMN'],
  ])('%s is %s', async (change, code) => {
    expect(await failing(`ALTER TABLE notes ALTER ${change}`)).toBe(code);
  });

  test('TYPE of a column that an index has entries of', async () => {
    await as(service, 'CREATE INDEX by_size ON notes (size)');
    expect(await failing('ALTER TABLE notes ALTER size TYPE DOUBLE')).toBe('SQL_UNSUPPORTED');
    await alter('ALTER size TYPE INT');
    expect(await as(bob, 'SELECT id FROM notes WHERE size = 7')).toEqual([[1]]);
  });
});

test('options change one by one', async () => {
  await alter("SET TBLPROPERTIES (ACCESS_LEVEL = 'PUBLIC')", 'items');
  expect(await as(alice, 'SELECT * FROM items')).toEqual([]);
  await alter("SET (FLUSH_POLICY = 'rows:10')", 'items');
  expect(await as(alice, 'SELECT * FROM items')).toEqual([]);
  await alter('SET ACCESS LEVEL DBA', 'items');
  expect(await failing('SELECT * FROM items', service)).toBe('CORE_PERMISSION_DENIED');
  expect(await failing("ALTER TABLE items SET (TYPE = 'USER')")).toBe('SQL_INVALID_OPTION');
  expect(await failing('ALTER TABLE notes SET ACCESS LEVEL PUBLIC')).toBe('SQL_INVALID_OPTION');
});

test('who may, and of what', async () => {
  expect(await failing('ALTER TABLE notes DROP COLUMN body', alice)).toBe('CORE_PERMISSION_DENIED');
  expect(await failing('ALTER TABLE missing DROP COLUMN body')).toBe('CORE_TABLE_NOT_FOUND');
  expect(await failing('ALTER SHARED TABLE notes DROP COLUMN body')).toBe('CORE_TABLE_NOT_FOUND');
  expect(await failing('ALTER TABLE system.tables DROP COLUMN version')).toBe('CORE_READ_ONLY');
  expect(await as(root, 'ALTER TABLE IF EXISTS missing DROP COLUMN body')).toBe(
    'Table app.missing does not exist',
  );
});

test('statements that run meanwhile see the table before or after', async () => {
  const values = Array.from({ length: 20 }, (_, index) => index + 10);
  const writes = values.map((id) => as(alice, `INSERT INTO notes (id, body) VALUES (${id}, 'x')`));
  const changes = [
    alter('ADD COLUMN extra INT DEFAULT 3'),
    alter('DROP COLUMN size'),
    alter('RENAME body TO content'),
  ];
  const reads = [1, 2, 3].map(() => as(alice, 'SELECT COUNT(*) FROM notes WHERE id < 3'));
  const outcomes = await Promise.allSettled(writes);
  await Promise.all(changes);
  for (const read of reads) expect(await read).toEqual([[2n]]);
  const written = outcomes.filter(({ status }) => status === 'fulfilled').length;
  expect(await as(alice, 'SELECT COUNT(*) FROM notes WHERE id >= 10')).toEqual([[BigInt(written)]]);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('SQL_UNKNOWN_COLUMN');
  }
});

test('a result that is read later shows the table as it was', async () => {
  const request = { principal: alice, namespace: 'app', parameters: [] };
  const sql = 'SELECT size, body FROM notes ORDER BY id';
  const [result] = await database.execute({ ...request, sql });
  await alter('DROP COLUMN body, ADD COLUMN body INT DEFAULT 1');
  const rows: unknown[] = [];
  if (result?.kind === 'rows' && result.rows.kind === 'batches') {
    for await (const batch of result.rows.batches) rows.push(batch.columns.length);
  }
  expect(rows).toEqual([2]);
});

test('a live query of a changed table ends', async () => {
  const request = { principal: alice, namespace: 'app', sql: 'SELECT * FROM notes' };
  const source = database.bindQuery(request);
  expect(source.isCurrent()).toBe(true);
  await alter('ADD COLUMN extra INT');
  expect(source.isCurrent()).toBe(false);
  expect(database.bindQuery(request).isCurrent()).toBe(true);
});

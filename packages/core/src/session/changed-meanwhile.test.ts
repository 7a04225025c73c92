import { beforeEach, describe, expect, test } from '@jest/globals';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';
import { openClient, type TransactionClient } from '../../test/database/transaction-client.ts';

let opened: TestDatabase;
let client: TransactionClient;

const outside = (sql: string) => run(opened.database, root, sql);

beforeEach(async () => {
  opened = await openTestDatabase();
  await runScript(
    opened.database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, b TEXT);
     CREATE SHARED TABLE many (id INT PRIMARY KEY);
     CREATE SHARED TABLE c (id INT PRIMARY KEY, t INT);
     INSERT INTO t VALUES (1, 'a'), (2, 'b');
     INSERT INTO c VALUES (1, 1);
     INSERT INTO many SELECT g FROM generate_series(1, 5000) AS s(g)`,
  );
  client = openClient(opened.database, root);
  await client.run('BEGIN');
});

describe('a unique index that is made while a transaction is open', () => {
  beforeEach(async () => {
    await client.run("UPDATE t SET b = 'z' WHERE id = 1");
    await outside('CREATE UNIQUE INDEX t_b ON t (b)');
  });

  test('refuses none of its statements for what it has changed before', async () => {
    expect(await client.run("INSERT INTO t VALUES (3, 'a')")).toBe('insert 1');
    await client.run('COMMIT');
    expect(await outside('SELECT * FROM t ORDER BY id')).toEqual([
      [1, 'z'],
      [2, 'b'],
      [3, 'a'],
    ]);
  });

  test('keeps ON CONFLICT from nothing', async () => {
    expect(await client.run("INSERT INTO t VALUES (3, 'a') ON CONFLICT DO NOTHING")).toBe(
      'insert 1',
    );
    await client.run('COMMIT');
    expect(await outside('SELECT id FROM t ORDER BY id')).toEqual([[1], [2], [3]]);
  });

  test('holds at its COMMIT', async () => {
    await client.run("INSERT INTO t VALUES (3, 'z')");
    await expect(client.run('COMMIT')).rejects.toMatchObject({ code: 'CORE_DUPLICATE_KEY' });
    expect(await outside('SELECT * FROM t ORDER BY id')).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });
});

/** Takes several turns of the event loop before the first row is written. */
const slowly = '(SELECT COUNT(*) FROM many WHERE many.id >= t.id) > 0';

describe('a table that is changed while a statement of a transaction looks at its rows', () => {
  test.each([
    ["UPDATE t SET b = 'x'", "ALTER TABLE t ADD CHECK (b <> 'x')"],
    ['UPDATE t SET b = NULL', 'ALTER TABLE t ALTER COLUMN b SET NOT NULL'],
    ['DELETE FROM t', 'ALTER TABLE c ADD FOREIGN KEY (t) REFERENCES t'],
  ])('%s beside %s: only one of them takes effect', async (statement, change) => {
    const statements = client.run(`${statement} WHERE id = 1 AND ${slowly}`);
    const [, altered] = await Promise.allSettled([statements, outside(change)]);
    const [committed] = await Promise.allSettled([client.run('COMMIT')]);
    expect([altered.status, committed.status]).toEqual(['fulfilled', 'rejected']);
    expect(committed).toMatchObject({ reason: { code: 'CORE_TABLE_CHANGED' } });
    expect(await outside('SELECT b FROM t WHERE id = 1')).toEqual([['a']]);
  });
});

test('a statement that runs again for others reads tables as they are by then', async () => {
  await runScript(
    opened.database,
    root,
    `CREATE SHARED TABLE source (id INT PRIMARY KEY, gone INT, a INT, b INT);
     CREATE SHARED TABLE counted (id INT PRIMARY KEY, n INT);
     CREATE SHARED TABLE copies (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), a INT, b INT);
     INSERT INTO source VALUES (1, 10, 20, 30);
     INSERT INTO counted VALUES (1, 0)`,
  );
  const copy = `
    WITH w AS (UPDATE counted SET n = n + 1 WHERE id = 1 RETURNING n)
    INSERT INTO copies (a, b) SELECT source.a, source.b FROM source, w`;
  const copying = Array.from({ length: 10 }, () => outside(copy));
  const altered = outside('ALTER TABLE source DROP COLUMN gone');
  expect(await Promise.all(copying)).toEqual(copying.map(() => 'insert 1'));
  await altered;
  expect(await outside('SELECT DISTINCT a, b FROM copies')).toEqual([[20, 30]]);
});

test('a sequence that is dropped is the DEFAULT of no table that is made at the same time', async () => {
  await outside('CREATE SEQUENCE s');
  const dropped = outside('DROP SEQUENCE s');
  await expect(
    outside("CREATE SHARED TABLE made (id INT PRIMARY KEY DEFAULT nextval('s'))"),
  ).rejects.toMatchObject({ code: 'CORE_TABLE_CHANGED' });
  await dropped;
});

test('a query finds by an index what it began with, whatever becomes of the columns', async () => {
  await runScript(
    opened.database,
    root,
    `CREATE SHARED TABLE wide (gone INT, id INT PRIMARY KEY, k INT, n INT);
     CREATE INDEX wide_k ON wide (k);
     INSERT INTO wide SELECT 7, g, g % 1000 + 10000, 0 FROM generate_series(1, 4000) AS s(g)`,
  );
  const query = `
    SELECT gone, id, k, n FROM wide
    WHERE k = (SELECT COUNT(*)::INT + 5005 FROM many AS outside
               WHERE (SELECT SUM(i) FROM generate_series(1, 5) AS s(i) WHERE i <= outside.id) > 0)`;
  expect(String(await outside(`EXPLAIN ${query}`))).toContain('index wide_k');
  const before = await outside(query);
  const rows = outside(query);
  await outside('UPDATE wide SET n = 1 WHERE id = 5');
  await outside('ALTER TABLE wide DROP COLUMN gone');
  expect(await rows).toEqual(before);
});

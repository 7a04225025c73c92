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

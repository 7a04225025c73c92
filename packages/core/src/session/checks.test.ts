import { beforeEach, expect, test } from '@jest/globals';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';

let opened: TestDatabase;

beforeEach(async () => {
  opened = await openTestDatabase();
  await runScript(
    opened.database,
    root,
    `CREATE NAMESPACE app;
     CREATE USER TABLE app.t (
       id INT PRIMARY KEY, low INT CHECK (low > 0), high INT CONSTRAINT small CHECK (t.high < 100),
       CHECK (low <= high), CHECK (low <> 7))`,
  );
});

const as = (principal: typeof root, sql: string) =>
  run(opened.database, principal, sql, { namespace: 'app' });
const failing = (sql: string, principal = root) =>
  as(principal, sql).then(
    () => 'no error',
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  );

test('rows that make a condition false are refused, NULL passes', async () => {
  await as(alice, 'INSERT INTO t VALUES (1, 1, 2), (2, NULL, 99), (3, NULL, NULL)');
  expect(await failing('INSERT INTO t VALUES (4, 1, 1), (5, 0, 1)', alice)).toMatch(
    /^CORE_CHECK_VIOLATION .*'t_low_check': low > 0/,
  );
  expect(await failing('INSERT INTO t VALUES (5, 2, 1)', alice)).toMatch(/'t_check'/);
  expect(await failing('INSERT INTO t VALUES (5, 7, 7)', alice)).toMatch(/'t_low_check1'/);
  expect(await failing('UPDATE t SET high = high + 1 WHERE id < 3', alice)).toMatch(/'small'/);
  expect(await as(alice, 'SELECT id, high FROM t ORDER BY id')).toEqual([
    [1, 2],
    [2, 99],
    [3, null],
  ]);
  // Not that its key is taken.
  expect(await failing('INSERT INTO t VALUES (1, 0, 1)', alice)).toMatch(/^CORE_CHECK_VIOLATION/);
  expect(await as(alice, 'DELETE FROM t')).toBe('delete 3');
});

test('constraints are added to what fits them, dropped, and follow their columns', async () => {
  await as(bob, 'INSERT INTO t VALUES (1, 5, 50)');
  expect(await failing('ALTER TABLE t ADD CHECK (low > 5)')).toMatch(/^CORE_CHECK_VIOLATION/);
  await as(root, 'ALTER TABLE t ADD CONSTRAINT most CHECK (low < 6), RENAME low TO least');
  expect(await failing('INSERT INTO t VALUES (2, 6, 6)', bob)).toMatch(/'most': least < 6/);
  await as(root, 'ALTER TABLE t DROP CONSTRAINT most, RENAME TO u');
  await as(bob, 'INSERT INTO u VALUES (2, 6, 6)');
  expect(await failing('INSERT INTO u VALUES (3, 1, 100)', bob)).toMatch(/'small': u.high < 100/);
  await as(root, 'ALTER TABLE u DROP COLUMN least');
  await as(bob, 'INSERT INTO u VALUES (4, 1)');
  await as(root, "ALTER TABLE u ADD COLUMN c TEXT DEFAULT 'x' CHECK (c <> 'y')");
  expect(await failing("INSERT INTO u VALUES (5, 1, 'y')", bob)).toMatch(/'u_c_check'/);
  const { database, store, clock } = opened;
  await database.close();
  opened = await openTestDatabase({ store, clock });
  expect(await failing("UPDATE u SET c = 'y'", bob)).toMatch(/'u_c_check'/);
});

test.each([
  ['ADD CHECK (nothing > 1)', 'SQL_UNKNOWN_COLUMN'],
  ['ADD CHECK (low)', 'SQL_TYPE_MISMATCH'],
  ['ADD CHECK (_seq > 1)', 'SQL_INVALID_TABLE'],
  ['ADD CHECK (COUNT(*) > 1)', 'SQL_GROUPING'],
  ['ADD CONSTRAINT small CHECK (low > 1)', 'SQL_DUPLICATE_NAME'],
  ['DROP CONSTRAINT nothing', 'SQL_UNKNOWN_CONSTRAINT'],
])('%s is %s', async (action, code) => {
  expect(await failing(`ALTER TABLE t ${action}`)).toMatch(new RegExp(`^${code} `));
  expect(await as(root, 'ALTER TABLE t DROP CONSTRAINT IF EXISTS nothing')).toMatch(/unchanged/);
});

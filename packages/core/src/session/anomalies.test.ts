import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ParameterInput } from '@kalamdb/sql';
import { root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';
import { openClient, type TransactionClient } from '../../test/database/transaction-client.ts';

let opened: TestDatabase;
let one: TransactionClient;
let two: TransactionClient;

const outside = (sql: string, parameters: readonly ParameterInput[] = []) =>
  run(opened.database, root, sql, { parameters });
const conflict = { code: 'CORE_SERIALIZATION_FAILURE' };

beforeEach(async () => {
  opened = await openTestDatabase();
  await runScript(
    opened.database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, kind TEXT, amount INT);
     CREATE INDEX t_kind ON t (kind);
     CREATE SHARED TABLE parents (id INT PRIMARY KEY);
     CREATE SHARED TABLE children (id INT PRIMARY KEY, parent INT REFERENCES parents (id));
     INSERT INTO t VALUES (1, 'x', 10), (2, 'x', 20), (3, 'y', 30);
     INSERT INTO parents VALUES (1), (2);`,
  );
  one = openClient(opened.database, root);
  two = openClient(opened.database, root);
});

async function begin(level: string): Promise<void> {
  await one.run(`BEGIN ISOLATION LEVEL ${level}`);
  await two.run(`BEGIN ISOLATION LEVEL ${level}`);
}

const levels = [
  'READ UNCOMMITTED',
  'READ COMMITTED',
  'REPEATABLE READ',
  'SNAPSHOT',
  'SERIALIZABLE',
];

describe.each(levels)('%s', (level) => {
  beforeEach(() => begin(level));

  test('no dirty write: the second writer of a row is refused', async () => {
    await one.run('UPDATE t SET amount = 11 WHERE id = 1');
    await two.run('UPDATE t SET amount = 12 WHERE id = 1');
    await one.run('COMMIT');
    await expect(two.run('COMMIT')).rejects.toMatchObject(conflict);
    expect(await outside('SELECT amount FROM t WHERE id = 1')).toEqual([[11]]);
  });

  test('no dirty read, not of what is rolled back either', async () => {
    await one.run('UPDATE t SET amount = 99');
    expect(await two.run('SELECT SUM(amount) FROM t')).toEqual([[60n]]);
    await one.run('ROLLBACK');
    expect(await two.run('SELECT SUM(amount) FROM t')).toEqual([[60n]]);
  });

  test('no non-repeatable read', async () => {
    expect(await two.run('SELECT amount FROM t WHERE id = 1')).toEqual([[10]]);
    await outside('UPDATE t SET amount = 99 WHERE id = 1');
    for (const sql of ['WHERE id = 1', "WHERE kind = 'x' AND id = 1", 'ORDER BY id LIMIT 1']) {
      expect(await two.run(`SELECT amount FROM t ${sql}`)).toEqual([[10]]);
    }
  });

  test('no fractured read of another commit', async () => {
    expect(await two.run('SELECT amount FROM t WHERE id = 1')).toEqual([[10]]);
    await one.run('UPDATE t SET amount = amount - 5 WHERE id = 1');
    await one.run('UPDATE t SET amount = amount + 5 WHERE id = 2');
    await one.run('COMMIT');
    expect(await two.run('SELECT amount FROM t WHERE id = 2')).toEqual([[20]]);
    expect(await two.run('SELECT SUM(amount) FROM t')).toEqual([[60n]]);
  });

  test('no phantom read', async () => {
    expect(await two.run("SELECT COUNT(*) FROM t WHERE kind = 'x'")).toEqual([[2n]]);
    await outside("INSERT INTO t VALUES (4, 'x', 40)");
    await outside('DELETE FROM t WHERE id = 1');
    expect(await two.run("SELECT COUNT(*) FROM t WHERE kind = 'x'")).toEqual([[2n]]);
    expect(await two.run('SELECT COUNT(*) FROM t')).toEqual([[3n]]);
    expect(await two.run('SELECT id FROM t WHERE id IN (1, 4)')).toEqual([[1]]);
  });

  test('no lost update, whether the first one is in a transaction or not', async () => {
    await two.run('SELECT amount FROM t WHERE id = 1');
    await outside('UPDATE t SET amount = amount + 1 WHERE id = 1');
    await expect(two.run('UPDATE t SET amount = 11 WHERE id = 1')).rejects.toMatchObject(conflict);
    expect(await two.run('COMMIT')).toMatch(/rolled back/);
    expect(await outside('SELECT amount FROM t WHERE id = 1')).toEqual([[11]]);
  });

  test.each([
    'DELETE FROM t WHERE id = 1',
    "UPDATE t SET kind = 'z' WHERE kind = 'x'",
    'DELETE FROM t',
  ])('a row that was deleted since is refused to %s', async (sql) => {
    await two.run('SELECT 1');
    await outside('DELETE FROM t WHERE id = 1');
    await expect(two.run(sql)).rejects.toMatchObject(conflict);
  });

  test('rows that are newer than the snapshot are not found to be changed', async () => {
    await two.run('SELECT 1');
    await outside("INSERT INTO t VALUES (4, 'x', 40)");
    expect(await two.run('UPDATE t SET amount = 0 WHERE id = 4')).toBe('update 0');
    expect(await two.run('DELETE FROM t WHERE amount = 40')).toBe('delete 0');
  });

  test('of two that insert the same key the first one wins', async () => {
    await one.run("INSERT INTO t VALUES (4, 'one', 1)");
    await two.run("INSERT INTO t VALUES (4, 'two', 2)");
    await two.run('COMMIT');
    await expect(one.run('COMMIT')).rejects.toMatchObject(conflict);
    expect(await outside('SELECT kind FROM t WHERE id = 4')).toEqual([['two']]);
  });

  test('a row is not inserted below a parent that goes, nor a parent deleted below a child that comes', async () => {
    await one.run('INSERT INTO children VALUES (1, 1)');
    await two.run('DELETE FROM parents WHERE id = 1');
    await two.run('COMMIT');
    await expect(one.run('COMMIT')).rejects.toMatchObject(conflict);
    await begin(level);
    await one.run('INSERT INTO children VALUES (2, 2)');
    await two.run('DELETE FROM parents WHERE id = 2');
    await one.run('COMMIT');
    await expect(two.run('COMMIT')).rejects.toMatchObject(conflict);
    expect(await outside('SELECT id, parent FROM children')).toEqual([[2, 2]]);
  });

  test('changes of different rows both stay', async () => {
    await one.run('UPDATE t SET amount = 0 WHERE id = 1');
    await two.run('UPDATE t SET amount = 0 WHERE id = 2');
    await one.run('COMMIT');
    await two.run('COMMIT');
    expect(await outside('SELECT SUM(amount) FROM t')).toEqual([[30n]]);
  });

  test('a table that was altered meanwhile fails the commit', async () => {
    await one.run('UPDATE t SET amount = 0 WHERE id = 1');
    await outside('ALTER TABLE t ADD COLUMN more INT');
    await expect(one.run('COMMIT')).rejects.toMatchObject({ code: 'CORE_TABLE_CHANGED' });
    await two.run('INSERT INTO parents VALUES (3)');
    await two.run('DELETE FROM parents WHERE id = 1');
    await outside('DROP TABLE children');
    await expect(two.run('COMMIT')).rejects.toMatchObject({ code: 'CORE_TABLE_CHANGED' });
  });

  test('an index that is newer than the snapshot is not read', async () => {
    await one.run('SELECT 1');
    await one.run("INSERT INTO t VALUES (4, 'z', 77)");
    await outside('CREATE INDEX t_amount ON t (amount)');
    await opened.database.sweep();
    const find = 'SELECT id FROM t WHERE amount = 77';
    // Others have the plan kept; the transaction has its own.
    expect(await outside(find)).toEqual([]);
    expect(await outside('SELECT id FROM t WHERE amount = $1 ORDER BY id', [77])).toEqual([]);
    expect(await one.run(find)).toEqual([[4]]);
    expect(await one.run('SELECT id FROM t WHERE amount = $1 ORDER BY id', [77])).toEqual([[4]]);
    const plan = (await one.run(`EXPLAIN ${find}`)) as string[][];
    expect(plan.flat().join()).not.toContain('t_amount');
    expect(((await outside(`EXPLAIN ${find}`)) as string[][]).flat().join()).toContain('t_amount');
    const named = 'PREPARE find (INT) AS SELECT id FROM t WHERE amount = $1; EXECUTE find(77)';
    expect(await one.run(named)).toEqual([[4]]);
    await one.run('UPDATE t SET amount = 78 WHERE amount = 77');
    const move = 'WITH gone AS (DELETE FROM t WHERE amount = 78 RETURNING *) INSERT INTO t';
    expect(await one.run(`${move} SELECT 5, kind, 79 FROM gone`)).toBe('insert 1');
    expect(await one.run('DELETE FROM t WHERE amount = 79')).toBe('delete 1');
    await one.run('COMMIT');
    expect(await outside('SELECT id FROM t WHERE amount > 70')).toEqual([]);
  });
});

/** Each reads what the other one writes, in ways that a check by rows alone would miss. */
const skews: [what: string, first: string[], second: string[]][] = [
  [
    'write skew on rows',
    ['SELECT amount FROM t WHERE id = 1', 'UPDATE t SET amount = 0 WHERE id = 2'],
    ['SELECT amount FROM t WHERE id = 2', 'UPDATE t SET amount = 0 WHERE id = 1'],
  ],
  [
    'write skew by scans',
    ['SELECT SUM(amount) FROM t', 'UPDATE t SET amount = 0 WHERE id = 2'],
    ['SELECT SUM(amount) FROM t', 'UPDATE t SET amount = 0 WHERE id = 1'],
  ],
  [
    'write skew by an index',
    ["SELECT amount FROM t WHERE kind = 'x'", "INSERT INTO t VALUES (5, 'y', 1)"],
    ["SELECT amount FROM t WHERE kind = 'y'", "INSERT INTO t VALUES (6, 'x', 1)"],
  ],
  [
    'a phantom in a range of keys',
    ['SELECT COUNT(*) FROM t WHERE id > 10 AND id < 20', 'INSERT INTO t VALUES (25, null, 1)'],
    ['SELECT COUNT(*) FROM t WHERE id > 20 AND id < 30', 'INSERT INTO t VALUES (15, null, 1)'],
  ],
  [
    'a key that was not there',
    ['SELECT 1 FROM t WHERE id = 7', 'INSERT INTO t VALUES (8, null, 1)'],
    ['SELECT 1 FROM t WHERE id = 8', 'INSERT INTO t VALUES (7, null, 1)'],
  ],
  [
    'keys in a list',
    ['SELECT 1 FROM t WHERE id IN (7, 9)', 'INSERT INTO t VALUES (8, null, 1)'],
    ['SELECT 1 FROM t WHERE id IN (8, 9)', 'INSERT INTO t VALUES (7, null, 1)'],
  ],
  [
    'rows that UPDATE has looked at and left',
    ['UPDATE t SET amount = 0 WHERE amount = 99', 'UPDATE t SET amount = 99 WHERE id = 1'],
    ['UPDATE t SET amount = 0 WHERE amount = 99', 'UPDATE t SET amount = 99 WHERE id = 2'],
  ],
  [
    'a subquery of a write',
    ['UPDATE t SET amount = (SELECT amount FROM t WHERE id = 2) WHERE id = 1'],
    ['UPDATE t SET amount = (SELECT amount FROM t WHERE id = 1) WHERE id = 2'],
  ],
  [
    'what INSERT … SELECT has read',
    ["INSERT INTO t SELECT COUNT(*) + 100, 'x', 0 FROM t WHERE kind = 'y'"],
    ["INSERT INTO t SELECT COUNT(*) + 200, 'y', 0 FROM t WHERE kind = 'x'"],
  ],
];

describe.each(skews)('%s', (_, first, second) => {
  const runBoth = async (level: string): Promise<void> => {
    await begin(level);
    for (const sql of first) await one.run(sql);
    for (const sql of second) await two.run(sql);
    await one.run('COMMIT');
    await two.run('COMMIT');
  };

  test('is refused under SERIALIZABLE', async () => {
    await expect(runBoth('SERIALIZABLE')).rejects.toMatchObject(conflict);
  });

  test('may happen under SNAPSHOT', async () => {
    await runBoth('SNAPSHOT');
  });
});

test('a SERIALIZABLE transaction that only reads is never refused', async () => {
  await begin('SERIALIZABLE');
  await one.run('SELECT SUM(amount) FROM t');
  await outside('UPDATE t SET amount = 0');
  expect(await one.run('COMMIT')).toMatch(/committed/);
});

test('SERIALIZABLE transactions that read other rows both commit', async () => {
  await begin('SERIALIZABLE');
  await one.run('UPDATE t SET amount = amount + 1 WHERE id = 1');
  await two.run('UPDATE t SET amount = amount + 1 WHERE id >= 2 AND id <= 3');
  await one.run('COMMIT');
  await two.run('COMMIT');
});

describe('SERIALIZABLE by an index', () => {
  const read = "SELECT id FROM t WHERE kind = 'x'";
  const commitAfter = async (sql: string): Promise<unknown> => {
    await begin('SERIALIZABLE');
    await one.run(read);
    await one.run("INSERT INTO t VALUES (50, 'w', 1)");
    await runScript(opened.database, root, sql);
    return one.run('COMMIT');
  };

  test.each([
    "INSERT INTO t VALUES (60, 'y', 1)",
    "UPDATE t SET kind = 'z' WHERE kind = 'y'",
    "INSERT INTO t VALUES (60, 'x', 1); DELETE FROM t WHERE id = 60",
  ])('is not disturbed by %s', async (sql) => {
    expect(await commitAfter(sql)).toMatch(/committed/);
  });

  test.each([
    "INSERT INTO t VALUES (60, 'x', 1)",
    "UPDATE t SET kind = 'x' WHERE kind = 'y'",
    "UPDATE t SET kind = 'z' WHERE kind = 'x'",
    "UPDATE t SET amount = 77 WHERE kind = 'x'",
    "DELETE FROM t WHERE kind = 'x'",
    "DROP INDEX t_kind; INSERT INTO t VALUES (60, 'y', 1)",
  ])('is refused after %s', async (sql) => {
    await expect(commitAfter(sql)).rejects.toMatchObject(conflict);
  });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { openKeylessDatabase } from '../../test/database/keyless-database.ts';
import { alice, bob, run, runScript } from '../../test/database/run.ts';
import { openClient } from '../../test/database/transaction-client.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = await openKeylessDatabase(
    `CREATE USER TABLE t (id INT PRIMARY KEY, g INT, v TEXT DEFAULT 'none', n INT);
     CREATE USER TABLE s (id INT PRIMARY KEY, g INT, w TEXT);
     CREATE USER TABLE keyless (g INT, v TEXT)`,
  );
  await runScript(
    database,
    alice,
    `INSERT INTO t VALUES (1, 10, 'a', 1), (2, 20, 'b', 2), (3, 30, 'c', 3), (4, NULL, 'd', 4);
     INSERT INTO s VALUES (1, 10, 'x'), (2, 10, 'y'), (3, 30, 'z');
     INSERT INTO keyless VALUES (10, 'p'), (20, 'q'), (30, 'r'), (10, 'p')`,
  );
  await run(database, bob, "INSERT INTO t VALUES (1, 10, 'bob', 1)");
});

const write = (sql: string) => run(database, alice, sql);
const values = () => run(database, alice, 'SELECT id, v FROM t');

describe('UPDATE … FROM', () => {
  test('sets columns from rows of other tables, each row once', async () => {
    expect(await write("UPDATE t SET v = s.w || '!' FROM s WHERE s.g = t.g AND s.id <> 2")).toBe(
      'update 2',
    );
    expect(await values()).toEqual([
      [1, 'x!'],
      [2, 'b'],
      [3, 'z!'],
      [4, 'd'],
    ]);
    expect(await run(database, bob, 'SELECT v FROM t')).toEqual([['bob']]);
    expect(await write('UPDATE t SET n = 0 FROM s WHERE s.g = t.g')).toBe('update 2');
  });

  test('with an alias, joins, queries and values, and returns their columns', async () => {
    const sql = `UPDATE t AS o SET n = o.n + f.k, v = w
      FROM s JOIN (VALUES (10, 5), (30, 7)) AS f (g, k) ON s.g = f.g
      WHERE o.g = s.g AND s.id IN (1, 3) RETURNING o.id, o.n, f.k, s.w`;
    expect(await write(sql)).toEqual([
      [1, 6, 5, 'x'],
      [3, 10, 7, 'z'],
    ]);
    const self = 'UPDATE t SET n = u.n FROM t AS u WHERE u.id = t.id + 1 RETURNING *';
    expect(await write(self)).toHaveLength(3);
    expect(await run(database, alice, 'SELECT n FROM t')).toEqual([[2], [10], [4], [4]]);
  });

  test('finds rows without a key', async () => {
    const sql = "UPDATE keyless k SET v = 'new' FROM s WHERE s.g = k.g RETURNING k.g";
    expect(await write(sql)).toEqual([[10], [30], [10]]);
    expect(await write("UPDATE keyless SET v = 'again' FROM s WHERE s.g = keyless.g")).toBe(
      'update 3',
    );
    expect(await write('SELECT v, COUNT(*) FROM keyless GROUP BY v ORDER BY v')).toEqual([
      ['again', 3n],
      ['q', 1n],
    ]);
  });

  test('loses no update of many at once', async () => {
    const add = () =>
      write('UPDATE t SET n = t.n + f.k FROM (VALUES (1)) AS f (k) WHERE t.id = f.k');
    await Promise.all(Array.from({ length: 20 }, add));
    expect(await write('SELECT n FROM t WHERE id = 1')).toEqual([[21]]);
  });

  test('looks again at a row that has changed meanwhile', async () => {
    const sql = (v: string) =>
      `UPDATE t SET v = '${v}' FROM (VALUES ('a')) AS f (old) WHERE t.v = f.old`;
    const counts = await Promise.all(['one', 'two', 'three'].map((v) => write(sql(v))));
    expect(counts.sort()).toEqual(['update 0', 'update 0', 'update 1']);
  });

  test.each([
    ['UPDATE t SET g = g FROM s', 'SQL_AMBIGUOUS_COLUMN'],
    ['UPDATE t SET v = 1 FROM t', 'SQL_DUPLICATE_NAME'],
    ['UPDATE t SET s.w = 1 FROM s', 'SQL_SYNTAX'],
    ['UPDATE t SET v = nope.w FROM s', 'SQL_UNKNOWN_TABLE'],
    ['UPDATE t SET v = w FROM nope', 'SQL_UNKNOWN_TABLE'],
    ['UPDATE t AS a SET v = t.v FROM s', 'SQL_UNKNOWN_TABLE'],
    ['UPDATE t SET n = s.w FROM s', 'SQL_TYPE_MISMATCH'],
    ['UPDATE t SET v = w FROM (SELECT w FROM s WHERE s.g = t.g) AS q', 'SQL_UNKNOWN_TABLE'],
  ])('%s is %s', async (sql, code) => {
    await expect(write(sql)).rejects.toMatchObject({ code });
  });
});

describe('DELETE … USING', () => {
  test('deletes rows by those of other tables', async () => {
    expect(await write('DELETE FROM t USING s WHERE s.g = t.g RETURNING t.id, s.w')).toEqual([
      [1, 'x'],
      [3, 'z'],
    ]);
    expect(await write('DELETE FROM t AS a USING s, t AS b WHERE a.id = b.id AND s.id = 1')).toBe(
      'delete 2',
    );
    expect(await values()).toEqual([]);
  });

  test('finds rows without a key', async () => {
    expect(await write('DELETE FROM keyless USING s WHERE s.g = keyless.g')).toBe('delete 3');
    expect(await write('SELECT g FROM keyless')).toEqual([[20]]);
  });
});

describe('WITH before UPDATE and DELETE', () => {
  test('serves FROM, USING and subqueries', async () => {
    const common = 'WITH w AS (SELECT g, MAX(w) AS m FROM s GROUP BY g)';
    expect(
      await write(`${common} UPDATE t SET v = w.m FROM w WHERE w.g = t.g RETURNING id, v`),
    ).toEqual([
      [1, 'y'],
      [3, 'z'],
    ]);
    expect(
      await write(
        `${common} UPDATE t SET v = (SELECT m FROM w WHERE w.g = t.g) WHERE g IN (SELECT g FROM w) RETURNING v, (SELECT COUNT(*) FROM w)`,
      ),
    ).toEqual([
      ['y', 2n],
      ['z', 2n],
    ]);
    expect(await write(`${common} DELETE FROM t USING w WHERE w.g = t.g`)).toBe('delete 2');
    expect(
      await write('WITH x AS (SELECT 2 AS i) DELETE FROM t WHERE id = (SELECT i FROM x)'),
    ).toBe('delete 1');
    expect(await values()).toEqual([[4, 'd']]);
  });
});

test('one shape runs again with other literals', async () => {
  for (const [id, w] of [
    [1, 'x'],
    [3, 'z'],
  ]) {
    const sql = `UPDATE t SET v = s.w || '${id}' FROM s WHERE s.g = t.g AND s.id = ${id} RETURNING v`;
    expect(await write(sql)).toEqual([[`${w}${id}`]]);
  }
});

test('a range of rows is one commit', async () => {
  const commits: number[] = [];
  const stop = database.changes.subscribe(({ events }) => commits.push(events.length));
  expect(await write('UPDATE t SET n = n + 1')).toBe('update 4');
  expect(await write('DELETE FROM t WHERE id < 4')).toBe('delete 3');
  stop();
  expect(commits).toEqual([4, 3]);
});

test('within a transaction, also of rows that it has just written', async () => {
  await runScript(
    database,
    alice,
    `BEGIN;
     INSERT INTO keyless VALUES (30, 'new'), (40, 'none');
     INSERT INTO t VALUES (9, 30, 'new', 9);
     UPDATE keyless SET v = s.w FROM s WHERE s.g = keyless.g AND s.id = 3;
     UPDATE keyless SET v = keyless.v || '!' FROM s WHERE s.g = keyless.g AND s.id = 3;
     UPDATE t SET v = s.w FROM s WHERE s.g = t.g AND s.id = 3;
     DELETE FROM keyless USING t WHERE t.g = keyless.g AND t.id = 1;
     COMMIT`,
  );
  expect(await write('SELECT g, v FROM keyless ORDER BY g, v')).toEqual([
    [20, 'q'],
    [30, 'z!'],
    [30, 'z!'],
    [40, 'none'],
  ]);
  expect(await write('SELECT v FROM t WHERE g = 30')).toEqual([['z'], ['z']]);
});

test('a transaction is refused a row that was changed after it was found', async () => {
  const client = openClient(database, alice);
  await client.run('BEGIN');
  await client.run('SELECT * FROM t');
  await write('UPDATE t SET n = 0 WHERE id = 1');
  await expect(
    client.run("UPDATE t SET v = s.w FROM s WHERE s.g = t.g AND s.w = 'x'"),
  ).rejects.toMatchObject({ code: 'CORE_SERIALIZATION_FAILURE' });
});

test('rows that get other keys are deleted, then inserted, in one commit', async () => {
  const commits: string[][] = [];
  const stop = database.changes.subscribe(({ events }) =>
    commits.push(events.map(({ kind, after }) => `${kind} ${after[0]} ${after[2]}`)),
  );
  await write('UPDATE t SET id = id + 1 WHERE id >= 3');
  await runScript(database, alice, 'BEGIN; UPDATE t SET id = id + 1 WHERE id >= 4; COMMIT');
  stop();
  expect(commits).toEqual([
    ['delete 3 c', 'delete 4 d', 'insert 4 c', 'insert 5 d'],
    ['delete 4 c', 'update 5 c', 'insert 6 d'],
  ]);
});

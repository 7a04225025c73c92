import { beforeEach, describe, expect, test } from '@jest/globals';
import { openKeylessDatabase } from '../../test/database/keyless-database.ts';
import { alice, bob, root, run } from '../../test/database/run.ts';
import { openClient, type TransactionClient } from '../../test/database/transaction-client.ts';
import type { Database } from '../database.ts';

let database: Database;
let one: TransactionClient;
let two: TransactionClient;

const outside = (sql: string) => run(database, root, sql);
const conflict = { code: 'CORE_SERIALIZATION_FAILURE' };

beforeEach(async () => {
  database = await openKeylessDatabase(
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, state TEXT);
     CREATE SHARED TABLE plain (a INT);
     CREATE USER TABLE mine (id INT PRIMARY KEY, a INT);
     INSERT INTO t VALUES (1, 'new'), (2, 'new'), (3, 'new');
     INSERT INTO plain VALUES (1), (2)`,
  );
  one = openClient(database, root);
  two = openClient(database, root);
});

async function begin(): Promise<void> {
  await one.run('BEGIN');
  await two.run('BEGIN');
  await one.run('SELECT 1 FROM t');
  await two.run('SELECT 1 FROM t');
}

describe('a row that was locked', () => {
  beforeEach(begin);

  test.each(['UPDATE', 'NO KEY UPDATE', 'SHARE', 'KEY SHARE'])(
    'FOR %s and is changed by somebody else fails the COMMIT',
    async (strength) => {
      await one.run(`SELECT id FROM t WHERE id = 1 FOR ${strength}`);
      await outside("UPDATE t SET state = 'x' WHERE id = 1");
      await expect(one.run('COMMIT')).rejects.toMatchObject(conflict);
    },
  );

  test('fails it when it was deleted, too', async () => {
    await one.run('SELECT id FROM t WHERE id = 1 FOR UPDATE');
    await two.run('DELETE FROM t WHERE id = 1');
    await two.run('COMMIT');
    await expect(one.run('COMMIT')).rejects.toMatchObject(conflict);
  });

  test('is an error at once if it was changed before', async () => {
    await outside("UPDATE t SET state = 'x' WHERE id = 1");
    expect(await one.run('SELECT state FROM t WHERE id = 1')).toEqual([['new']]);
    await expect(one.run('SELECT id FROM t WHERE id = 1 FOR UPDATE')).rejects.toMatchObject({
      ...conflict,
      message: "a row of table 'default.t' was changed or locked after the transaction began",
    });
  });

  test('is no other row, and no row that was only read', async () => {
    await one.run('SELECT id FROM t WHERE id = 1 FOR UPDATE');
    await one.run('SELECT id FROM t WHERE id = 2');
    await outside("UPDATE t SET state = 'x' WHERE id > 1");
    await one.run("UPDATE t SET state = 'y' WHERE id = 1");
    await one.run('COMMIT');
    expect(await outside('SELECT state FROM t ORDER BY id')).toEqual([['y'], ['x'], ['x']]);
  });

  test('stays locked after a savepoint is rolled back to', async () => {
    await one.run('SAVEPOINT s; SELECT id FROM t WHERE id = 1 FOR UPDATE; ROLLBACK TO s');
    await outside("UPDATE t SET state = 'x' WHERE id = 1");
    await expect(one.run('COMMIT')).rejects.toMatchObject(conflict);
  });

  test('may be changed by whoever has locked it', async () => {
    await one.run('INSERT INTO t VALUES (9, NULL)');
    await one.run('SELECT id FROM t FOR UPDATE');
    await one.run("UPDATE t SET state = 'mine'");
    await one.run('COMMIT');
    expect(await outside('SELECT DISTINCT state FROM t')).toEqual([['mine']]);
  });
});

describe('two that lock the same row', () => {
  beforeEach(begin);

  const change = (id: number) => `UPDATE t SET state = 'changed' WHERE id = ${id}`;

  test.each([
    ['UPDATE', 'UPDATE'],
    ['UPDATE', 'SHARE'],
    ['SHARE', 'UPDATE'],
    ['NO KEY UPDATE', 'KEY SHARE'],
  ])('FOR %s and FOR %s exclude each other', async (first, second) => {
    await one.run(`SELECT id FROM t WHERE id = 1 FOR ${first}`);
    await two.run(`SELECT id FROM t WHERE id = 1 FOR ${second}`);
    await one.run(change(2));
    await two.run(change(3));
    await one.run('COMMIT');
    await expect(two.run('COMMIT')).rejects.toMatchObject(conflict);
    expect(await outside('SELECT state FROM t WHERE id = 3')).toEqual([['new']]);
  });

  test('FOR SHARE do not', async () => {
    await one.run('SELECT id FROM t WHERE id = 1 FOR SHARE');
    await two.run('SELECT id FROM t WHERE id = 1 FOR KEY SHARE');
    await one.run(change(2));
    await two.run(change(3));
    await one.run('COMMIT');
    await two.run('COMMIT');
    expect(await outside('SELECT count(*) FROM t WHERE state = $$changed$$')).toEqual([[2n]]);
  });

  test('and one that has changed nothing is in nobody’s way', async () => {
    await one.run('SELECT id FROM t WHERE id = 1 FOR UPDATE');
    await two.run('SELECT id FROM t WHERE id = 1 FOR UPDATE');
    await one.run('COMMIT');
    await two.run(change(1));
    await two.run('COMMIT');
  });

  test('or change it: the locker wins by committing first', async () => {
    await one.run('SELECT id FROM t WHERE id = 1 FOR SHARE');
    await one.run(change(2));
    await two.run(change(1));
    await one.run('COMMIT');
    await expect(two.run('COMMIT')).rejects.toMatchObject(conflict);
  });

  test('one after the other do not meet', async () => {
    await one.run('SELECT id FROM t WHERE id = 1 FOR UPDATE');
    await one.run(change(2));
    await one.run('COMMIT');
    await expect(two.run('SELECT id FROM t WHERE id = 1 FOR UPDATE')).rejects.toMatchObject(
      conflict,
    );
    await two.run('ROLLBACK');
    await two.run('BEGIN; SELECT id FROM t WHERE id = 1 FOR UPDATE');
    await two.run(change(3));
    await two.run('COMMIT');
  });
});

describe('rows that another transaction holds', () => {
  const next = "SELECT id FROM t WHERE state = 'new' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED";

  test('are skipped, so that each takes another one', async () => {
    await begin();
    expect(await one.run(next)).toEqual([[1]]);
    expect(await two.run(next)).toEqual([[2]]);
    expect(await outside(next)).toEqual([[3]]);
    await one.run("UPDATE t SET state = 'done' WHERE id = 1");
    await two.run("UPDATE t SET state = 'done' WHERE id = 2");
    await one.run('COMMIT');
    await two.run('COMMIT');
    expect(await outside(next)).toEqual([[3]]);
  });

  test('are those that it has changed, too; and they are free again after ROLLBACK', async () => {
    await begin();
    await one.run("UPDATE t SET state = 'x' WHERE id = 1");
    expect(await two.run(next)).toEqual([[2]]);
    await one.run('ROLLBACK');
    expect(await outside(next)).toEqual([[1]]);
  });

  test('and rows that were changed since it began are skipped', async () => {
    await begin();
    await outside("UPDATE t SET state = 'x' WHERE id = 1");
    expect(await two.run(next)).toEqual([[2]]);
    await two.run('COMMIT');
  });

  test('may be shared', async () => {
    await begin();
    await one.run('SELECT id FROM t WHERE id = 1 FOR SHARE');
    expect(await two.run('SELECT id FROM t FOR SHARE SKIP LOCKED')).toHaveLength(3);
    expect(await two.run('SELECT id FROM t ORDER BY id FOR UPDATE SKIP LOCKED')).toEqual([
      [2],
      [3],
    ]);
  });

  test('OFFSET and LIMIT count what is not skipped', async () => {
    await begin();
    await one.run('SELECT id FROM t WHERE id = 2 FOR UPDATE');
    const sql = 'SELECT id FROM t ORDER BY id OFFSET 1 LIMIT 1 FOR UPDATE SKIP LOCKED';
    expect(await two.run(sql)).toEqual([[3]]);
  });

  test('are an error with NOWAIT', async () => {
    await begin();
    await one.run('SELECT id FROM t WHERE id = 1 FOR UPDATE');
    const error = { code: 'CORE_LOCK_NOT_AVAILABLE', hint: expect.stringContaining('SKIP LOCKED') };
    await expect(outside('SELECT id FROM t FOR UPDATE NOWAIT')).rejects.toMatchObject(error);
    await expect(two.run('SELECT id FROM t FOR SHARE NOWAIT')).rejects.toMatchObject(error);
    expect(await outside('SELECT id FROM t WHERE id = 2 FOR UPDATE NOWAIT')).toEqual([[2]]);
  });
});

test('rows without a primary key are locked by their identity', async () => {
  await begin();
  expect(await one.run('SELECT a FROM plain WHERE a = 1 FOR UPDATE')).toEqual([[1]]);
  expect(await two.run('SELECT a FROM plain ORDER BY a FOR UPDATE SKIP LOCKED')).toEqual([[2]]);
  await outside('UPDATE plain SET a = 10 WHERE a = 1');
  await expect(one.run('COMMIT')).rejects.toMatchObject(conflict);
  await two.run('COMMIT');
});

test('rows of a USER table are each user’s own', async () => {
  for (const user of [alice, bob]) await run(database, user, 'INSERT INTO mine VALUES (1, 1)');
  const her = openClient(database, alice);
  const his = openClient(database, bob);
  for (const client of [her, his]) {
    await client.run('BEGIN; SELECT id FROM mine FOR UPDATE NOWAIT; UPDATE mine SET a = a + 1');
  }
  await her.run('COMMIT');
  await his.run('COMMIT');
});

test('each table of a join is locked as its clause says', async () => {
  await begin();
  await one.run('SELECT 1 FROM t JOIN plain ON a = id FOR UPDATE OF plain');
  await outside("UPDATE t SET state = 'x'");
  await one.run('COMMIT');
  await one.run('BEGIN; SELECT 1 FROM t JOIN plain ON a = id FOR UPDATE');
  await outside("UPDATE t SET state = 'y' WHERE id = 2");
  await expect(one.run('COMMIT')).rejects.toMatchObject(conflict);
});

test('a SERIALIZABLE transaction locks as well', async () => {
  await one.run('BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT id FROM t WHERE id = 1 FOR UPDATE');
  await two.run("BEGIN; UPDATE t SET state = 'x' WHERE id = 1; COMMIT");
  await expect(one.run('COMMIT')).rejects.toMatchObject(conflict);
});

describe('what a query within another statement gives', () => {
  /** The rows that somebody else would have to leave out. */
  const held = async () => {
    const free = (await outside('SELECT id FROM t FOR UPDATE SKIP LOCKED')) as number[][];
    return [1, 2, 3].filter((id) => !free.some(([other]) => other === id));
  };

  test.each([
    ['a subquery in FROM', 'SELECT * FROM (SELECT id FROM t WHERE id < 3 FOR UPDATE) AS d', [1, 2]],
    ['one of a row', 'SELECT (SELECT state FROM t WHERE id = 2 FOR SHARE)', [2]],
    ['WITH', 'WITH c AS (SELECT id FROM t WHERE id > 1 FOR UPDATE) SELECT 1 FROM c', [2, 3]],
    ['a WITH that nothing reads', 'WITH c AS (SELECT id FROM t FOR UPDATE) SELECT 1', []],
    ['a view', 'SELECT * FROM news WHERE id = 2 FOR UPDATE', [2]],
    ['a view in a join', 'SELECT 1 FROM news JOIN plain ON a = id ORDER BY a FOR UPDATE', [1, 2]],
    ['OF a view', 'SELECT 1 FROM plain JOIN news ON a = id WHERE a = 2 FOR UPDATE OF news', [2]],
    ['a view with LIMIT behind it', 'SELECT * FROM news ORDER BY id DESC LIMIT 1 FOR SHARE', [3]],
    ['a view that locks', 'SELECT * FROM locking WHERE id = 3', [3]],
    [
      'a view, which counts what it skips',
      'SELECT 1 FROM news LIMIT 2 FOR UPDATE SKIP LOCKED',
      [1, 2],
    ],
    ['INSERT', 'INSERT INTO plain SELECT id FROM t WHERE id = 3 FOR SHARE', [3]],
    ['DELETE', 'DELETE FROM plain WHERE a IN (SELECT id FROM t WHERE id < 3 FOR UPDATE)', [1, 2]],
    [
      'EXISTS',
      'SELECT 1 FROM plain WHERE EXISTS (SELECT 1 FROM t WHERE id = a FOR UPDATE)',
      [1, 2],
    ],
  ])('is locked: %s', async (_, sql, ids) => {
    await outside("CREATE VIEW news AS SELECT id FROM t WHERE state = 'new'");
    await outside('CREATE VIEW locking AS SELECT id FROM t FOR UPDATE');
    await one.run('BEGIN');
    await one.run(sql);
    expect(await held()).toEqual(ids);
    await one.run('ROLLBACK');
    expect(await held()).toEqual([]);
  });

  test('cannot be locked by who may not change it, nor in a READ ONLY transaction', async () => {
    await outside("CREATE SHARED TABLE seen (id INT PRIMARY KEY) WITH (ACCESS_LEVEL = 'public')");
    const sql = 'SELECT * FROM (SELECT id FROM seen FOR UPDATE) AS d';
    await expect(run(database, alice, sql)).rejects.toMatchObject({
      code: 'CORE_PERMISSION_DENIED',
    });
    await one.run('BEGIN READ ONLY');
    await expect(one.run(sql)).rejects.toMatchObject({ code: 'CORE_READ_ONLY_TRANSACTION' });
  });

  test('is refused where it stays: NOWAIT within UPDATE', async () => {
    await begin();
    await one.run('SELECT id FROM t WHERE id = 1 FOR UPDATE');
    const sql = "UPDATE t SET state = 'x' WHERE id IN (SELECT id FROM t FOR UPDATE NOWAIT)";
    await expect(outside(sql)).rejects.toMatchObject({ code: 'CORE_LOCK_NOT_AVAILABLE' });
    expect(await outside("SELECT count(*) FROM t WHERE state = 'x'")).toEqual([[0n]]);
  });
});

describe('workers that take rows of a queue by one statement each', () => {
  const JOBS = 40;

  beforeEach(() =>
    outside(`INSERT INTO t SELECT g, 'new' FROM generate_series(4, ${JOBS}) AS s(g)`),
  );

  const next = "SELECT id FROM t WHERE state = 'new' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED";
  const takes = [
    `UPDATE t SET state = 'taken' WHERE id = (${next}) RETURNING id`,
    `WITH job AS (${next}) UPDATE t SET state = 'taken' FROM job WHERE t.id = job.id RETURNING t.id`,
    `DELETE FROM t WHERE id IN (${next}) RETURNING id`,
  ];

  test.each(takes)('take each row once: %s', async (take) => {
    const taken = (await Promise.all(
      Array.from({ length: JOBS }, () => outside(take)),
    )) as number[][][];
    const ids = taken.flat(2).toSorted((a, b) => a - b);
    expect(ids).toEqual(Array.from({ length: JOBS }, (_, index) => index + 1));
    expect(await outside(take)).toEqual([]);
  });

  test('leave out what a transaction holds', async () => {
    await begin();
    await one.run('SELECT id FROM t WHERE id < 3 FOR UPDATE');
    expect(await outside(takes[0] as string)).toEqual([[3]]);
  });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import { openClient } from '../../test/database/transaction-client.ts';
import type { Commit } from '../change/change-event.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  const limits = { resultRows: 10, queryMemoryBytes: 1_000_000 };
  database = (await openTestDatabase({ requirePrimaryKey: false, limits })).database;
  await runScript(
    database,
    root,
    `CREATE USER TABLE t (id INT PRIMARY KEY, n INT);
     CREATE USER TABLE log (n INT, word TEXT);
     CREATE USER TABLE counted (id SERIAL PRIMARY KEY, n INT UNIQUE);
     CREATE STREAM TABLE events (n INT) WITH (TTL_SECONDS = 60)`,
  );
  await runScript(database, alice, 'INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)');
  await run(database, bob, 'INSERT INTO t VALUES (1, 1), (2, 2)');
});

const write = (sql: string) => run(database, alice, sql);
const rows = () => write('SELECT id, n FROM t');

test('is one commit, in the order of its parts', async () => {
  const commits: Commit[] = [];
  database.changes.subscribe((commit) => commits.push(commit));
  await write(
    `WITH a AS (DELETE FROM t WHERE id = 3 RETURNING n), b AS (INSERT INTO log SELECT n FROM a)
     UPDATE t SET n = 0 WHERE id = 1`,
  );
  const events = commits.flatMap((commit) => commit.events);
  expect(commits).toHaveLength(1);
  expect(events.map(({ kind, after }) => [kind, after[0]])).toEqual([
    ['delete', 3],
    ['insert', 30],
    ['update', 1],
  ]);
});

test('changes only rows of its own user', async () => {
  const sql = 'WITH a AS (DELETE FROM t RETURNING n) INSERT INTO log SELECT n FROM a';
  expect(await write(sql)).toBe('insert 3');
  expect(await run(database, bob, 'SELECT id, n FROM t')).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(await run(database, bob, 'SELECT * FROM log')).toEqual([]);
});

test('says what the statement behind WITH has returned and counted', async () => {
  const sql = 'WITH a AS (DELETE FROM t RETURNING n) INSERT INTO log SELECT n FROM a RETURNING n';
  const request = { principal: alice, namespace: 'default', sql, parameters: [] };
  expect(await database.execute(request)).toMatchObject([
    { kind: 'rows', affected: { verb: 'insert', count: 3 }, rows: { rows: [[10], [20], [30]] } },
  ]);
});

test('takes parameters in all parts, and literals of another text of its shape', async () => {
  const sql = `WITH a AS (DELETE FROM t WHERE id = $1 RETURNING n)
               INSERT INTO log SELECT n + $2, $3 FROM a RETURNING *`;
  const parameters = [1, 5, 'x'];
  expect(await run(database, alice, sql, { parameters })).toEqual([[15, 'x']]);
  const moved = (id: number, word: string) =>
    write(
      `WITH a AS (DELETE FROM t WHERE id = ${id} RETURNING n) INSERT INTO log SELECT n, '${word}' FROM a RETURNING *`,
    );
  expect(await moved(2, 'p')).toEqual([[20, 'p']]);
  expect(await moved(3, 'q')).toEqual([[30, 'q']]);
});

test('draws of sequences, and holds unique indexes', async () => {
  const sql = `WITH a AS (INSERT INTO counted (n) VALUES (7), (8) RETURNING id)
               INSERT INTO counted (n) SELECT id + 100 FROM a RETURNING id, n`;
  expect(await write(sql)).toEqual([
    [3, 101],
    [4, 102],
  ]);
  await expect(
    write('WITH a AS (INSERT INTO counted (n) VALUES (9)) INSERT INTO counted (n) VALUES (9)'),
  ).rejects.toMatchObject({ code: 'CORE_DUPLICATE_KEY' });
  const swapped = `WITH a AS (DELETE FROM counted WHERE n = 7 RETURNING n)
                   UPDATE counted SET n = a.n FROM a WHERE counted.n = 8`;
  expect(await write(swapped)).toBe('update 1');
  expect(await write('SELECT n FROM counted WHERE n < 10')).toEqual([[7]]);
});

test('writes to STREAM tables', async () => {
  const sql = 'WITH a AS (INSERT INTO events SELECT n FROM t RETURNING n) SELECT SUM(n) FROM a';
  expect(await write(sql)).toEqual([[60n]]);
  expect(await write('SELECT COUNT(*) FROM events')).toEqual([[3n]]);
});

describe('among others', () => {
  test('loses nothing of many at once', async () => {
    const add = () =>
      write(
        `WITH a AS (UPDATE t SET n = n + 1 WHERE id = 1 RETURNING n), b AS (INSERT INTO log SELECT n FROM a)
         SELECT n FROM a`,
      );
    const plain = () => write('UPDATE t SET n = n + 1 WHERE id = 1');
    const works = Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? plain() : add()));
    await Promise.all(works);
    expect(await write('SELECT n FROM t WHERE id = 1')).toEqual([[50]]);
    expect(await write('SELECT COUNT(*), COUNT(DISTINCT n) FROM log')).toEqual([[30n, 30n]]);
  });

  test('in a transaction gives way to who was first', async () => {
    const client = openClient(database, alice);
    await client.run('BEGIN; SELECT 1');
    await write('UPDATE t SET n = 11 WHERE id = 1');
    await expect(
      client.run('WITH a AS (INSERT INTO log VALUES (1)) UPDATE t SET n = 0 WHERE id = 1'),
    ).rejects.toMatchObject({ code: 'CORE_SERIALIZATION_FAILURE' });
  });

  test('is tried again when a table changes meanwhile', async () => {
    const [count] = await Promise.all([
      write('WITH a AS (DELETE FROM t RETURNING n) INSERT INTO log SELECT n FROM a'),
      run(database, root, 'ALTER TABLE log ADD COLUMN later INT'),
    ]);
    expect(count).toBe('insert 3');
  });
});

describe('limits', () => {
  const many = 'INSERT INTO log SELECT g FROM generate_series(1, 50) g RETURNING n';

  test('of results are not about rows that parts hand on', async () => {
    expect(await write(`WITH a AS (${many}) SELECT COUNT(*) FROM a`)).toEqual([[50n]]);
  });

  test('of results keep everything from being written', async () => {
    for (const sql of [`WITH a AS (${many}) TABLE a`, `WITH a AS (DELETE FROM t) ${many}`]) {
      await expect(write(sql)).rejects.toMatchObject({ code: 'SQL_RESULT_TOO_LARGE' });
    }
    expect(await write('SELECT COUNT(*) FROM log')).toEqual([[0n]]);
    expect(await rows()).toHaveLength(3);
  });

  test('of memory are about rows that parts hand on', async () => {
    const large = `INSERT INTO log SELECT g FROM generate_series(1, 50) g RETURNING REPEAT('x', 100000)`;
    await expect(write(`WITH a AS (${large}) SELECT COUNT(*) FROM a`)).rejects.toMatchObject({
      code: 'SQL_OUT_OF_MEMORY',
    });
    expect(await write('SELECT COUNT(*) FROM log')).toEqual([[0n]]);
  });

  test('of open transactions are not about it, and none is listed', async () => {
    const sql = 'WITH a AS (DELETE FROM t) SELECT COUNT(*) FROM system.transactions';
    expect(await run(database, root, sql)).toEqual([[0n]]);
  });
});

test('fails as a whole, also within a transaction', async () => {
  const client = openClient(database, alice);
  await client.run('BEGIN; UPDATE t SET n = 5 WHERE id = 1; SAVEPOINT s');
  await expect(
    client.run('WITH a AS (DELETE FROM t RETURNING n) SELECT 1 / (n - 5) FROM a'),
  ).rejects.toMatchObject({ code: 'SQL_DIVISION_BY_ZERO' });
  await client.run('ROLLBACK TO s; COMMIT');
  expect(await rows()).toEqual([
    [1, 5],
    [2, 20],
    [3, 30],
  ]);
});

test('needs the right to do what each part does', async () => {
  await run(
    database,
    root,
    "CREATE SHARED TABLE given (id INT PRIMARY KEY) WITH (ACCESS_LEVEL = 'restricted')",
  );
  await expect(
    write('WITH a AS (DELETE FROM given RETURNING id) INSERT INTO log SELECT id FROM a'),
  ).rejects.toMatchObject({ code: 'CORE_PERMISSION_DENIED' });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { openKeylessDatabase } from '../../test/database/keyless-database.ts';
import { alice, bob, root, run } from '../../test/database/run.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = await openKeylessDatabase(
    `CREATE USER TABLE k (id INT PRIMARY KEY, a INT, b TEXT, c INT NOT NULL DEFAULT 1 CHECK (c < 100));
     CREATE UNIQUE INDEX k_a ON k (a);
     CREATE UNIQUE INDEX k_low ON k (LOWER(b)) WHERE c > 0;
     CREATE SHARED TABLE keyless (a INT UNIQUE, n INT);
     CREATE STREAM TABLE events (id INT PRIMARY KEY, n INT) WITH (TTL_SECONDS = 60)`,
  );
  await run(database, alice, "INSERT INTO k VALUES (1, 1, 'x', 1)");
});

const insert = (rest: string, user = alice) => run(database, user, `INSERT INTO k ${rest}`);
const rows = () => run(database, alice, 'SELECT * FROM k');

describe('ON CONFLICT DO NOTHING', () => {
  test('leaves rows out that conflict with any row', async () => {
    const sql = "VALUES (1, 5, 'p'), (2, 1, 'q'), (3, 3, 'X'), (4, 4, 'r') ON CONFLICT DO NOTHING";
    expect(await insert(`(id, a, b) ${sql} RETURNING id`)).toEqual([[4]]);
    expect(await insert(`(id, a, b) ${sql}`)).toBe('insert 0');
  });

  test('also with a row of the statement', async () => {
    const sql = "VALUES (7, 70, 'p', 1), (7, 71, 'q', 1) ON CONFLICT (id) DO NOTHING RETURNING a";
    expect(await insert(sql)).toEqual([[70]]);
  });

  test('with a target leaves other conflicts to be errors', async () => {
    await expect(insert("VALUES (2, 1, 'y') ON CONFLICT (id) DO NOTHING")).rejects.toMatchObject({
      code: 'CORE_DUPLICATE_KEY',
    });
  });

  test('knows nothing of the rows of others', async () => {
    expect(await insert("VALUES (1, 1, 'x') ON CONFLICT DO NOTHING", bob)).toBe('insert 1');
  });

  test('takes the key of a deleted row', async () => {
    await run(database, alice, 'DELETE FROM k');
    expect(await insert("VALUES (1, 1, 'x') ON CONFLICT DO NOTHING")).toBe('insert 1');
  });

  test('checks constraints of rows that it leaves out', async () => {
    await expect(insert("VALUES (1, 1, 'x', 100) ON CONFLICT DO NOTHING")).rejects.toMatchObject({
      code: 'CORE_CHECK_VIOLATION',
    });
    await expect(insert("VALUES (1, 1, 'x', NULL) ON CONFLICT DO NOTHING")).rejects.toMatchObject({
      code: 'CORE_NOT_NULL',
    });
  });

  test('of rows of a query, and in a STREAM table', async () => {
    const sql =
      'SELECT id + n, 10 + n, NULL FROM k, (VALUES (0), (1)) AS m(n) ON CONFLICT DO NOTHING';
    expect(await insert(`(id, a, b) ${sql}`)).toBe('insert 1');
    await run(database, alice, 'INSERT INTO events VALUES (1, 1)');
    const again = 'INSERT INTO events VALUES (1, 2), (2, 2) ON CONFLICT DO NOTHING';
    expect(await run(database, alice, again)).toBe('insert 1');
  });
});

describe('ON CONFLICT DO UPDATE', () => {
  test('changes the row that is there, by the new one', async () => {
    const update = 'DO UPDATE SET a = k.a + EXCLUDED.a, b = EXCLUDED.b WHERE k.a < 5 RETURNING *';
    expect(await insert(`VALUES (1, 9, 'z', 1) ON CONFLICT (id) ${update}`)).toEqual([
      [1, 10, 'z', 1],
    ]);
    expect(await insert(`VALUES (1, 9, 'z', 1) ON CONFLICT (id) ${update}`)).toEqual([]);
    expect(await rows()).toEqual([[1, 10, 'z', 1]]);
  });

  test('by a unique index, of expressions, or its name', async () => {
    await insert("VALUES (2, 1, 'q') ON CONFLICT (a) DO UPDATE SET b = 'by a'");
    expect(await rows()).toEqual([[1, 1, 'by a', 1]]);
    await insert("VALUES (2, 2, 'BY A') ON CONFLICT (LOWER(b)) WHERE c > 0 DO UPDATE SET c = 2");
    expect(await rows()).toEqual([[1, 1, 'by a', 2]]);
    await insert("VALUES (2, 1, 'q') ON CONFLICT ON CONSTRAINT k_a DO UPDATE SET c = 3");
    await insert("VALUES (1, 2, 'q') ON CONFLICT ON CONSTRAINT k_pkey DO UPDATE SET c = k.c + 1");
    expect(await rows()).toEqual([[1, 1, 'by a', 4]]);
  });

  test('inserts what has no conflict, and counts both', async () => {
    const sql =
      '(id, a) VALUES (1, 5), (2, 6), (3, 7) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a';
    expect(await insert(sql)).toBe('insert 3');
    expect(await run(database, alice, 'SELECT id, a FROM k')).toEqual([
      [1, 5],
      [2, 6],
      [3, 7],
    ]);
  });

  test('with lists, DEFAULT, subqueries and an alias', async () => {
    const sql =
      "AS t VALUES (1, 2, 'q', 9) ON CONFLICT (id) DO UPDATE SET c = DEFAULT, (a, b) = (SELECT t.a + 1, 'new')";
    expect(await insert(sql)).toBe('insert 1');
    expect(await rows()).toEqual([[1, 2, 'new', 1]]);
  });

  test('in a table without a key', async () => {
    const sql =
      'INSERT INTO keyless VALUES (1, 1), (2, 1) ON CONFLICT (a) DO UPDATE SET n = keyless.n + 1';
    await run(database, root, sql);
    await run(database, root, sql);
    expect(await run(database, root, 'SELECT * FROM keyless ORDER BY a')).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  test('cannot affect a row a second time, and then writes nothing', async () => {
    const twice = { code: 'SQL_CARDINALITY' };
    for (const id of [1, 7]) {
      await expect(
        insert(
          `(id, a) VALUES (${id}, 70), (${id}, 71) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a`,
        ),
      ).rejects.toMatchObject(twice);
    }
    expect(await rows()).toEqual([[1, 1, 'x', 1]]);
  });

  test('loses no update of many at once', async () => {
    const add = () =>
      insert('(id, c) VALUES (5, 1) ON CONFLICT (id) DO UPDATE SET c = k.c + EXCLUDED.c');
    await Promise.all(Array.from({ length: 40 }, add));
    expect(await run(database, alice, 'SELECT c FROM k WHERE id = 5')).toEqual([[40]]);
  });

  test('that breaks another unique index is an error', async () => {
    await insert("VALUES (2, 2, 'y')");
    await expect(
      insert("VALUES (2, 9, 'y') ON CONFLICT (id) DO UPDATE SET a = 1"),
    ).rejects.toMatchObject({ code: 'CORE_DUPLICATE_KEY' });
  });

  test('runs again with other values of one shape', async () => {
    for (const n of [4, 5]) {
      const sql = `(id, a) VALUES (1, ${n}) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a, b = 'n${n}' RETURNING a, b`;
      expect(await insert(sql)).toEqual([[n, `n${n}`]]);
    }
  });
});

test.each([
  ['ON CONFLICT (c) DO NOTHING', 'SQL_CONFLICT_TARGET'],
  ['ON CONFLICT (id, a) DO NOTHING', 'SQL_CONFLICT_TARGET'],
  ['ON CONFLICT (LOWER(b)) DO UPDATE SET a = 1', 'SQL_CONFLICT_TARGET'],
  ['ON CONFLICT ON CONSTRAINT nope DO NOTHING', 'SQL_UNKNOWN_CONSTRAINT'],
  ['ON CONFLICT (nope) DO NOTHING', 'SQL_UNKNOWN_COLUMN'],
  ['ON CONFLICT DO UPDATE SET a = 1', 'SQL_SYNTAX'],
  ['ON CONFLICT (id) DO UPDATE SET a = a', 'SQL_AMBIGUOUS_COLUMN'],
  ['ON CONFLICT (id) DO UPDATE SET a = SUM(1)', 'SQL_GROUPING'],
  ['ON CONFLICT (id) DO UPDATE SET (a, b) = (1, 2, 3)', 'SQL_SYNTAX'],
  ['ON CONFLICT (id) DO UPDATE SET (a, b) = (SELECT 1)', 'SQL_SYNTAX'],
  ['ON CONFLICT (id) DO NOTHING RETURNING excluded.a', 'SQL_UNKNOWN_TABLE'],
])('%s is %s', async (clause, code) => {
  await expect(insert(`VALUES (1, 1, 'x', 1) ${clause}`)).rejects.toMatchObject({ code });
});

test('STREAM rows are not updated', async () => {
  const sql = 'INSERT INTO events VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = 2';
  await expect(run(database, alice, sql)).rejects.toMatchObject({ code: 'SQL_UNSUPPORTED' });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { alice, bob, dba, root, run, runScript } from '../../../test/database/run.ts';
import { openTestDatabase } from '../../../test/database/test-database.ts';
import type { Database } from '../../database.ts';

let database: Database;

beforeEach(async () => {
  database = (await openTestDatabase()).database;
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, n BIGINT, b TEXT);
     INSERT INTO t VALUES (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c')`,
  );
});

test('texts of one shape differ in their literals only', async () => {
  for (const [id, b] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ] as const) {
    expect(await run(database, root, `SELECT b FROM t WHERE id = ${id}`)).toEqual([[b]]);
    expect(await run(database, root, `select B from T  where ID=${id} -- again`)).toEqual([[b]]);
  }
  expect(await run(database, root, 'SELECT b FROM t WHERE id = 4')).toEqual([]);
  for (const [b, n] of [
    ['a', 10n],
    ["it''s", undefined],
    ['c', 30n],
  ] as const) {
    expect(await run(database, root, `SELECT n FROM t WHERE b = '${b}'`)).toEqual(
      n === undefined ? [] : [[n]],
    );
  }
});

test('literals that are part of a plan are not mixed up', async () => {
  for (const limit of [1, 2, 3, 1]) {
    expect(await run(database, root, `SELECT id FROM t ORDER BY id LIMIT ${limit}`)).toHaveLength(
      limit,
    );
  }
  expect(await run(database, root, 'SELECT id, -n FROM t ORDER BY 1 LIMIT 1')).toEqual([[1, -10n]]);
  expect(await run(database, root, 'SELECT id, -n FROM t ORDER BY 2 LIMIT 1')).toEqual([[3, -30n]]);
  expect(await run(database, root, 'SELECT id, -n FROM t ORDER BY 1 LIMIT 1')).toEqual([[1, -10n]]);
});

test('more variants of a shape than are kept are all answered', async () => {
  for (let round = 0; round < 2; round++) {
    for (let offset = 0; offset < 20; offset++) {
      expect(
        await run(database, root, `SELECT id FROM t ORDER BY id LIMIT 1 OFFSET ${offset}`),
      ).toHaveLength(offset < 3 ? 1 : 0);
    }
  }
});

test('what a position or a name in GROUP BY stands for may be repeated with its literals', async () => {
  const word = (limit: number): string => `CASE WHEN n > ${limit} THEN 'big' ELSE 'small' END`;
  for (const [limit, rows] of [
    [15, [['big', 'big!', 2n]]],
    [25, [['big', 'big!', 1n]]],
  ] as const) {
    for (const group of ['1', 'w']) {
      const sql = `SELECT ${word(limit)} AS w, ${word(limit)} || '!', COUNT(*) FROM t
                   GROUP BY ${group} HAVING ${word(limit)} = 'big' ORDER BY ${word(limit)} || '?'`;
      expect(await run(database, root, sql)).toEqual(rows);
    }
  }
});

test('literals of different types are different shapes', async () => {
  expect(await run(database, root, 'SELECT 1')).toEqual([[1]]);
  expect(await run(database, root, 'SELECT 3000000000')).toEqual([[3000000000n]]);
  expect(await run(database, root, 'SELECT 1.5')).toEqual([['1.5']]);
  expect(await run(database, root, 'SELECT 1e300')).toEqual([[String(10n ** 300n)]]);
  expect(await run(database, root, "SELECT 'x'")).toEqual([['x']]);
  expect(await run(database, root, 'SELECT 2')).toEqual([[2]]);
});

test('a statement that was cached follows the schema', async () => {
  const sql = 'SELECT * FROM t WHERE id = 1';
  expect(await run(database, root, sql)).toEqual([[1, 10n, 'a']]);
  await run(database, root, 'DROP TABLE t');
  await expect(run(database, root, sql)).rejects.toMatchObject({ code: 'SQL_UNKNOWN_TABLE' });
  await run(database, root, 'CREATE SHARED TABLE t (b TEXT, id INT PRIMARY KEY)');
  await run(database, root, "INSERT INTO t VALUES ('new', 1)");
  expect(await run(database, root, sql)).toEqual([['new', 1]]);
  expect(await run(database, root, "INSERT INTO t VALUES ('newer', 2)")).toBe('insert 1');
});

test('namespaces do not mix', async () => {
  await runScript(
    database,
    root,
    `CREATE NAMESPACE other;
     CREATE SHARED TABLE other.t (id INT PRIMARY KEY, b TEXT);
     INSERT INTO other.t VALUES (1, 'other')`,
  );
  const sql = 'SELECT b FROM t WHERE id = 1';
  for (const [namespace, b] of [
    ['default', 'a'],
    ['other', 'other'],
    ['OTHER', 'other'],
    ['default', 'a'],
  ] as const) {
    expect(await run(database, root, sql, { namespace })).toEqual([[b]]);
  }
  await expect(run(database, root, sql, { namespace: 'nowhere' })).rejects.toThrow();
});

test('a cached statement is decided for each user', async () => {
  const sql = 'SELECT b FROM t WHERE id = 1';
  expect(await run(database, dba, sql)).toEqual([['a']]);
  await expect(run(database, alice, sql)).rejects.toMatchObject({ code: 'CORE_PERMISSION_DENIED' });
  expect(await run(database, dba, sql)).toEqual([['a']]);
});

test('scripts and statements in EXECUTE AS USER are kept by their exact text', async () => {
  await run(database, root, 'CREATE USER TABLE mine (id INT PRIMARY KEY)');
  const insert = (id: number) => `EXECUTE AS USER 'alice' (INSERT INTO mine VALUES (${id}))`;
  expect(await run(database, root, insert(1))).toBe('insert 1');
  expect(await run(database, root, insert(2))).toBe('insert 1');
  const count = 'SELECT COUNT(*) FROM mine; SELECT 1';
  expect(await runScript(database, alice, count)).toEqual([[[2n]], [[1]]]);
  expect(await runScript(database, bob, count)).toEqual([[[0n]], [[1]]]);
  await runScript(
    database,
    root,
    'DROP TABLE mine; CREATE USER TABLE mine (id INT PRIMARY KEY, x INT)',
  );
  expect(await runScript(database, alice, count)).toEqual([[[0n]], [[1]]]);
});

test('a statement of a script is meant in the namespace that USE has chosen before it', async () => {
  await run(database, root, 'CREATE NAMESPACE other');
  await run(database, root, 'CREATE SHARED TABLE other.t (id INT PRIMARY KEY)');
  const count = 'SELECT COUNT(*) FROM t WHERE id > 0';
  const script = `${count}; USE other; ${count}`;
  for (let round = 0; round < 2; round++) {
    expect(await runScript(database, root, script)).toEqual([[[3n]], expect.any(String), [[0n]]]);
  }
});

test('a script with a statement of a known shape runs nothing when it may not run all', async () => {
  const script = "INSERT INTO t VALUES (7, 7, 'x'); SELECT COUNT(*) FROM t";
  await runScript(database, root, script);
  await expect(runScript(database, alice, script.replace('7', '8'))).rejects.toMatchObject({
    code: 'CORE_PERMISSION_DENIED',
    statement: 1,
  });
  await expect(
    runScript(database, root, "INSERT INTO t VALUES (9, 9, 'x'); SELEC 1"),
  ).rejects.toMatchObject({ code: 'SQL_SYNTAX', position: 34 });
  expect(await run(database, root, 'SELECT COUNT(*) FROM t WHERE id > 7')).toEqual([[0n]]);
});

describe('positions of errors are those of the text that was sent', () => {
  test('at a literal that does not fit', async () => {
    await run(database, root, "INSERT INTO t VALUES (4, 1, 'x')");
    const sql = "INSERT INTO t VALUES (5, 'many', 'x')";
    await expect(run(database, root, "INSERT INTO t VALUES (6, '6', 'x')")).resolves.toBe(
      'insert 1',
    );
    await expect(run(database, root, sql)).rejects.toMatchObject({
      position: sql.indexOf("'many'"),
      statement: 1,
    });
  });

  test.each([
    ['a key is read', 'SELECT n / (id - 1) FROM t WHERE id = '],
    ['rows are scanned', 'SELECT n / (id - 1) FROM t WHERE id <> '],
  ])('when %s by a plan made for another text', async (_name, prefix) => {
    const first = `SELECT 'short' , ${prefix.slice(7)}2 AND id > 1`;
    const second = `SELECT 'a much longer text' , ${prefix.slice(7)}1 AND id > 0`;
    await run(database, root, first).catch(() => undefined);
    const failing = second.includes('<>') ? second.replace('<> 1', '<> 2') : second;
    await expect(run(database, root, failing)).rejects.toMatchObject({
      code: 'SQL_DIVISION_BY_ZERO',
      position: failing.indexOf('/'),
    });
  });

  test('in a script, by a plan made for another text or for this one', async () => {
    for (let round = 0; round < 2; round++) {
      const sql = `SELECT 1; SELECT 'text ${'x'.repeat(round)}', 7 / (id - 1) FROM t WHERE id = 1`;
      await expect(runScript(database, root, sql)).rejects.toMatchObject({
        code: 'SQL_DIVISION_BY_ZERO',
        statement: 2,
        position: sql.indexOf('/'),
      });
    }
  });

  test('in a script, for what is no row statement, and for what PREPARE has named', async () => {
    const drop = 'SELECT 1; DROP TABLE missing';
    await expect(runScript(database, root, drop)).rejects.toMatchObject({
      statement: 2,
      position: drop.indexOf('missing'),
    });
    const prepare = 'SELECT 1; PREPARE q AS SELECT 1 / $1; EXECUTE q (0)';
    await expect(runScript(database, root, prepare)).rejects.toMatchObject({
      statement: 3,
      position: prepare.indexOf('/'),
    });
  });
});

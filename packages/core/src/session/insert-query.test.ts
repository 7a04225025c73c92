import { beforeEach, describe, expect, test } from '@jest/globals';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = (await openTestDatabase()).database;
  await runScript(
    database,
    root,
    `CREATE USER TABLE notes (id INT PRIMARY KEY, body TEXT NOT NULL DEFAULT 'none', stars BIGINT);
     CREATE USER TABLE copies (id INT PRIMARY KEY, body TEXT, stars BIGINT);
     CREATE USER TABLE lines (text TEXT, id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID());
     CREATE SHARED TABLE board (id INT PRIMARY KEY, body TEXT) WITH (ACCESS_LEVEL = 'PUBLIC');
     CREATE SHARED TABLE secret (id INT PRIMARY KEY, password TEXT);
     INSERT INTO board VALUES (1, 'hello'), (2, 'world')`,
  );
  await run(database, alice, "INSERT INTO notes VALUES (1, 'a1', 1), (2, 'a2', 2), (3, 'a3', 3)");
  await run(database, bob, "INSERT INTO notes VALUES (1, 'b1', 9)");
});

describe('INSERT takes the rows of a query', () => {
  test('of its user only', async () => {
    const sql = 'INSERT INTO copies SELECT * FROM notes';
    expect(await run(database, bob, sql)).toBe('insert 1');
    expect(await run(database, alice, sql)).toBe('insert 3');
    expect(await run(database, bob, 'SELECT * FROM copies')).toEqual([[1, 'b1', 9n]]);
    expect(await run(database, alice, 'SELECT id FROM copies')).toEqual([[1], [2], [3]]);
  });

  test('with names of columns, types of columns and defaults', async () => {
    const sql = "INSERT INTO notes (stars, id) SELECT '7', MAX(id) + 10 FROM notes";
    expect(await run(database, alice, sql)).toBe('insert 1');
    expect(await run(database, alice, 'SELECT * FROM notes WHERE id > 3')).toEqual([
      [13, 'none', 7n],
    ]);
    expect(await run(database, alice, 'INSERT INTO lines SELECT body FROM notes')).toBe('insert 4');
    expect(await run(database, alice, 'SELECT COUNT(DISTINCT id) FROM lines')).toEqual([[4n]]);
  });

  test('of set operations, VALUES with clauses, and WITH before it', async () => {
    await run(database, alice, 'INSERT INTO copies (id) VALUES (9), (8), (7) ORDER BY 1 LIMIT 2');
    await run(database, alice, 'INSERT INTO copies (id) SELECT 1 UNION SELECT 2 EXCEPT SELECT 2');
    await run(
      database,
      alice,
      'WITH n AS (SELECT id + 20 AS id FROM notes) INSERT INTO copies (id) SELECT id FROM n',
    );
    expect(await run(database, alice, 'SELECT id FROM copies')).toEqual(
      [1, 7, 8, 21, 22, 23].map((id) => [id]),
    );
  });

  test('of the table itself, as it was before', async () => {
    const sql = 'INSERT INTO notes SELECT id + 3, body, stars FROM notes';
    expect(await run(database, alice, sql)).toBe('insert 3');
    expect(await run(database, alice, 'SELECT COUNT(*) FROM notes')).toEqual([[6n]]);
    expect(await run(database, alice, 'INSERT INTO lines SELECT body FROM notes')).toBe('insert 6');
    expect(await run(database, alice, 'INSERT INTO lines SELECT text FROM lines')).toBe('insert 6');
  });

  test('none at all', async () => {
    const sql = 'INSERT INTO copies SELECT * FROM notes WHERE id > 100';
    expect(await run(database, alice, sql)).toBe('insert 0');
  });

  test('DEFAULT VALUES is a row of defaults', async () => {
    expect(await run(database, alice, 'INSERT INTO lines DEFAULT VALUES')).toBe('insert 1');
    expect(await run(database, alice, 'SELECT text, id > 0 FROM lines')).toEqual([[null, true]]);
    await expect(run(database, alice, 'INSERT INTO notes DEFAULT VALUES')).rejects.toMatchObject({
      code: 'CORE_NOT_NULL',
    });
  });
});

describe('all rows are inserted or none', () => {
  test.each([
    ['INSERT INTO copies SELECT 1, body, stars FROM notes', 'CORE_DUPLICATE_KEY'],
    ["INSERT INTO notes SELECT id + 10, CASE WHEN id < 3 THEN 'x' END FROM notes", 'CORE_NOT_NULL'],
    ['INSERT INTO copies SELECT id, body, 6 / (id - 3) FROM notes', 'SQL_DIVISION_BY_ZERO'],
    ['INSERT INTO copies SELECT id, body, stars, 1 FROM notes', 'SQL_SYNTAX'],
    ['INSERT INTO copies (id, body) SELECT id FROM notes', 'SQL_SYNTAX'],
    ['INSERT INTO copies SELECT body, body FROM notes', 'SQL_TYPE_MISMATCH'],
    ["INSERT INTO copies SELECT 'x'", 'SQL_INVALID_VALUE'],
    ['INSERT INTO copies (_seq) SELECT 1', 'SQL_UNSUPPORTED'],
    ['INSERT INTO system.users SELECT * FROM notes', 'CORE_READ_ONLY'],
  ])('%s', async (sql, code) => {
    await expect(run(database, alice, sql)).rejects.toMatchObject({ code });
    expect(await run(database, alice, 'SELECT COUNT(*) FROM copies')).toEqual([[0n]]);
    expect(await run(database, alice, 'SELECT COUNT(*) FROM notes')).toEqual([[3n]]);
  });
});

test('the tables that are read need the right to read them', async () => {
  const sql = 'INSERT INTO copies (id, body) SELECT * FROM secret';
  expect(await run(database, root, sql)).toBe('insert 0');
  await expect(run(database, alice, sql)).rejects.toMatchObject({ code: 'CORE_PERMISSION_DENIED' });
});

test('a statement that reads is ended by its signal', async () => {
  const sql = `INSERT INTO copies (id)
    WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r`;
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 20);
  await expect(run(database, alice, sql, { signal: abort.signal })).rejects.toMatchObject({
    code: 'SQL_CANCELED',
  });
  expect(await run(database, alice, 'SELECT COUNT(*) FROM copies')).toEqual([[0n]]);
});

test('texts of one shape share a plan, not their literals', async () => {
  for (const id of [2, 3]) {
    await run(
      database,
      alice,
      `INSERT INTO copies SELECT id, 'n${id}' FROM notes WHERE id = ${id}`,
    );
  }
  expect(await run(database, alice, 'SELECT id, body FROM copies')).toEqual([
    [2, 'n2'],
    [3, 'n3'],
  ]);
});

test('EXPLAIN shows where the rows come from', async () => {
  const sql = 'EXPLAIN INSERT INTO copies (id) SELECT id FROM notes WHERE id > 1';
  expect(await run(database, alice, sql)).toEqual(
    [
      'Insert default.copies',
      '  Project id, NULL as body, NULL as stars',
      '    Scan default.notes (id) key id > 1',
    ].map((line) => [line]),
  );
});

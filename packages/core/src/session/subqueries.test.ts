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
    `CREATE USER TABLE notes (id INT PRIMARY KEY, body TEXT, stars INT);
     CREATE USER TABLE tags (id INT PRIMARY KEY, note INT);
     CREATE SHARED TABLE board (id INT PRIMARY KEY, body TEXT) WITH (ACCESS_LEVEL = 'PUBLIC');
     CREATE SHARED TABLE secret (id INT PRIMARY KEY, password TEXT);
     INSERT INTO board VALUES (1, 'hello'), (2, 'world')`,
  );
  await run(database, alice, "INSERT INTO notes VALUES (1, 'a1', 1), (2, 'a2', 2), (3, 'a3', 3)");
  await run(database, bob, "INSERT INTO notes VALUES (1, 'b1', 9)");
  await run(database, alice, 'INSERT INTO tags VALUES (1, 1), (2, 3)');
  await run(database, bob, 'INSERT INTO tags VALUES (1, 1), (2, 2)');
});

describe('a subquery sees rows of its user only', () => {
  test.each([
    ['SELECT body FROM board WHERE id = (SELECT MAX(id) FROM notes)', [], [['hello']]],
    ['SELECT (SELECT MAX(stars) FROM notes)', [[3]], [[9]]],
    [
      'SELECT id FROM notes n WHERE EXISTS (SELECT 1 FROM tags t WHERE t.note = n.id)',
      [[1], [3]],
      [[1]],
    ],
    ['SELECT id FROM board WHERE id IN (SELECT note FROM tags)', [[1]], [[1], [2]]],
    ['SELECT id FROM board WHERE id NOT IN (SELECT note FROM tags)', [[2]], []],
    [
      'SELECT b.id, (SELECT n.body FROM notes n WHERE n.id = b.id) FROM board b',
      [
        [1, 'a1'],
        [2, 'a2'],
      ],
      [
        [1, 'b1'],
        [2, null],
      ],
    ],
    [
      'SELECT b.id, n.body FROM board b, LATERAL (SELECT body FROM notes WHERE id <= b.id ORDER BY id DESC LIMIT 1) n',
      [
        [1, 'a1'],
        [2, 'a2'],
      ],
      [
        [1, 'b1'],
        [2, 'b1'],
      ],
    ],
    ['SELECT id FROM board LIMIT (SELECT COUNT(*) FROM notes WHERE id < 3)', [[1], [2]], [[1]]],
  ])('%s', async (sql, ofAlice, ofBob) => {
    expect(await run(database, alice, sql)).toEqual(ofAlice);
    expect(await run(database, bob, sql)).toEqual(ofBob);
    expect(await run(database, alice, sql)).toEqual(ofAlice);
  });
});

describe('a subquery of a write sees rows of its user only', () => {
  test('in VALUES', async () => {
    const sql =
      'INSERT INTO notes VALUES ((SELECT MAX(id) + 1 FROM notes), (SELECT MIN(body) FROM notes), 0)';
    expect(await run(database, bob, sql)).toBe('insert 1');
    expect(await run(database, bob, 'SELECT * FROM notes WHERE id > 1')).toEqual([[2, 'b1', 0]]);
    expect(await run(database, alice, sql)).toBe('insert 1');
    expect(await run(database, alice, 'SELECT * FROM notes WHERE id > 3')).toEqual([[4, 'a1', 0]]);
  });

  test('in SET and WHERE of UPDATE', async () => {
    const sql = `UPDATE notes SET stars = (SELECT COUNT(*) FROM tags WHERE tags.note <= notes.id)
      WHERE id IN (SELECT note FROM tags)`;
    expect(await run(database, alice, sql)).toBe('update 2');
    expect(await run(database, alice, 'SELECT id, stars FROM notes')).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
    ]);
    expect(await run(database, bob, 'SELECT id, stars FROM notes')).toEqual([[1, 9]]);
  });

  test('in WHERE of DELETE, also for the key alone', async () => {
    const first = 'DELETE FROM notes WHERE id = (SELECT MIN(note) FROM tags)';
    expect(await run(database, alice, first)).toBe('delete 1');
    const untagged =
      'DELETE FROM notes WHERE NOT EXISTS (SELECT 1 FROM tags WHERE note = notes.id)';
    expect(await run(database, alice, untagged)).toBe('delete 1');
    expect(await run(database, alice, 'SELECT id FROM notes')).toEqual([[3]]);
    expect(await run(database, bob, 'SELECT id FROM notes')).toEqual([[1]]);
  });
});

test('a write reads the rows as they were before it', async () => {
  await run(database, alice, 'UPDATE notes SET stars = (SELECT SUM(stars) FROM notes)');
  expect(await run(database, alice, 'SELECT stars FROM notes')).toEqual([[6], [6], [6]]);
  await run(database, alice, 'DELETE FROM notes WHERE id <= (SELECT COUNT(*) FROM notes) - 1');
  expect(await run(database, alice, 'SELECT id FROM notes')).toEqual([[3]]);
});

describe('tables of subqueries need the right to read them', () => {
  test.each([
    'SELECT (SELECT password FROM secret)',
    'SELECT 1 WHERE EXISTS (SELECT 1 FROM secret)',
    'SELECT id FROM notes ORDER BY id IN (SELECT id FROM secret)',
    'SELECT 1 FROM notes HAVING COUNT(*) > ALL (SELECT id FROM secret)',
    'INSERT INTO notes VALUES (7, (SELECT password FROM secret), 0)',
    'UPDATE notes SET body = (SELECT password FROM secret)',
    'DELETE FROM notes WHERE id IN (SELECT id FROM (SELECT id FROM secret) AS s)',
    'SELECT 1 FROM notes, LATERAL (SELECT password FROM secret WHERE id = notes.id) AS s',
    'SELECT CASE WHEN false THEN (SELECT password FROM secret) END',
  ])('%s', async (sql) => {
    await expect(run(database, alice, sql)).rejects.toMatchObject({
      code: 'CORE_PERMISSION_DENIED',
    });
  });
});

test('a subquery with several rows is an error of the statement, which changes nothing', async () => {
  const sql = 'UPDATE notes SET stars = (SELECT id FROM tags)';
  await expect(run(database, alice, sql)).rejects.toMatchObject({
    code: 'SQL_CARDINALITY',
    position: 25,
  });
  expect(await run(database, alice, 'SELECT SUM(stars) FROM notes')).toEqual([[6n]]);
});

test('texts of one shape share a plan, not their literals', async () => {
  const count = (stars: number) =>
    run(
      database,
      alice,
      `SELECT (SELECT COUNT(*) FROM notes WHERE stars > ${stars}) FROM board WHERE id = 1`,
    );
  expect(await count(1)).toEqual([[2n]]);
  expect(await count(2)).toEqual([[1n]]);
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Row } from '@kalamdb/sql';
import { alice, bob, dba, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = (await openTestDatabase({ limits: { resultRows: 3 } })).database;
  await runScript(
    database,
    root,
    `CREATE USER TABLE notes (id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(), body TEXT, stars INT DEFAULT 0 CHECK (stars < 10));
     CREATE USER TABLE lines (body TEXT PRIMARY KEY)`,
  );
  await run(database, alice, "INSERT INTO notes VALUES (1, 'a', 1), (2, 'b', 2)");
});

const stored = (user = alice) => run(database, user, 'SELECT * FROM notes');

describe('RETURNING', () => {
  test('of INSERT gives the rows with their defaults', async () => {
    const [[id, ...rest]] = (await run(
      database,
      bob,
      "INSERT INTO notes (body) VALUES ('x') RETURNING *",
    )) as [Row];
    expect(rest).toEqual(['x', 0]);
    expect(await run(database, bob, 'SELECT id FROM notes')).toEqual([[id]]);
  });

  test('gives expressions, aliases and system columns', async () => {
    const sql =
      "INSERT INTO notes AS n VALUES (7, 'x', 5) RETURNING n.stars * 2 AS twice, 'lit', _seq, _deleted";
    const [result] = await database.execute({
      principal: bob,
      namespace: 'default',
      sql,
      parameters: [],
    });
    expect(result).toMatchObject({
      kind: 'rows',
      affected: { verb: 'insert', count: 1 },
      fields: [
        { name: 'twice', flags: [] },
        { name: '?column?', flags: [] },
        { name: '_seq', flags: ['nn'] },
        { name: '_deleted', flags: ['nn'] },
      ],
      asUser: 'bob',
    });
    const [[sequence]] = (await run(database, bob, 'SELECT _seq FROM notes')) as [Row];
    expect(result).toMatchObject({ rows: { rows: [[10, 'lit', sequence, false]] } });
  });

  test('of INSERT of a query, in its order', async () => {
    await run(database, alice, "INSERT INTO lines VALUES ('z'), ('y')");
    const sql =
      'INSERT INTO notes (id, body) SELECT stars + 10, body FROM notes RETURNING id, stars';
    expect(await run(database, alice, sql)).toEqual([
      [11n, 0],
      [12n, 0],
    ]);
  });

  test('of UPDATE gives the new values, also of rows that stay as they are', async () => {
    const sql = 'UPDATE notes SET stars = 2 WHERE id < 3 RETURNING id, stars';
    const [result] = await database.execute({
      principal: alice,
      namespace: 'default',
      sql,
      parameters: [],
    });
    expect(result).toMatchObject({
      affected: { verb: 'update', count: 2 },
      rows: {
        rows: [
          [1n, 2],
          [2n, 2],
        ],
      },
    });
  });

  test('of DELETE gives the rows as they were', async () => {
    expect(await run(database, alice, 'DELETE FROM notes n WHERE n.id = 1 RETURNING *')).toEqual([
      [1n, 'a', 1],
    ]);
    expect(await run(database, alice, 'DELETE FROM notes WHERE id = 1 RETURNING *')).toEqual([]);
  });

  test('takes parameters and subqueries, which see the rows before the statement', async () => {
    const sql =
      'DELETE FROM notes WHERE id = $1 RETURNING $2::TEXT || body, (SELECT COUNT(*) FROM notes)';
    expect(await run(database, alice, sql, { parameters: [2, '>'] })).toEqual([['>b', 2n]]);
  });

  test('runs for another user', async () => {
    const sql = "EXECUTE AS USER 'alice' (UPDATE notes SET stars = 9 WHERE id = 1 RETURNING *)";
    expect(await run(database, dba, sql)).toEqual([[1n, 'a', 9]]);
  });

  test('that fails writes nothing', async () => {
    const divide = "UPDATE notes SET body = 'new' RETURNING 1 / (stars - 2)";
    await expect(run(database, alice, divide)).rejects.toMatchObject({
      code: 'SQL_DIVISION_BY_ZERO',
      position: divide.indexOf('/'),
    });
    const many = "INSERT INTO notes (body) SELECT 'x' FROM notes a, notes b RETURNING id";
    await expect(run(database, alice, many)).rejects.toMatchObject({
      code: 'SQL_RESULT_TOO_LARGE',
      message: 'the statement returns more than 3 rows',
    });
    expect(await stored()).toEqual([
      [1n, 'a', 1],
      [2n, 'b', 2],
    ]);
  });

  test('gives nothing of a row that a constraint refuses', async () => {
    const sql = "INSERT INTO notes VALUES (5, 'x', 10) RETURNING *";
    await expect(run(database, alice, sql)).rejects.toMatchObject({ code: 'CORE_CHECK_VIOLATION' });
    expect(await stored()).toHaveLength(2);
  });

  test('of one shape runs again with other literals', async () => {
    for (const id of [21, 22]) {
      const sql = `INSERT INTO notes (id) VALUES (${id}) RETURNING id, ${id} + 1 AS next`;
      expect(await run(database, alice, sql)).toEqual([[BigInt(id), id + 1]]);
    }
  });
});

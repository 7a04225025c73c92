import { beforeEach, expect, test } from '@jest/globals';
import { openKeylessDatabase } from '../../test/database/keyless-database.ts';
import { alice, bob, dba, root, run, runScript } from '../../test/database/run.ts';
import type { Database } from '../database.ts';

let database: Database;

beforeEach(async () => {
  database = await openKeylessDatabase(
    `CREATE USER TABLE a (id INT PRIMARY KEY);
     CREATE USER TABLE b (id INT);
     CREATE SHARED TABLE p (id INT PRIMARY KEY);
     CREATE SHARED TABLE c (id INT PRIMARY KEY, p INT REFERENCES p (id));
     CREATE VIEW v AS SELECT id FROM a;
     INSERT INTO p VALUES (1), (2);
     INSERT INTO c VALUES (1, 1)`,
  );
  await runScript(database, alice, 'INSERT INTO a VALUES (1), (2), (3); INSERT INTO b VALUES (7)');
  await run(database, bob, 'INSERT INTO a VALUES (1)');
});

test('TRUNCATE deletes the own rows of several tables as one commit, in order', async () => {
  const commits: (readonly unknown[])[] = [];
  const stop = database.changes.subscribe(({ events }) => {
    commits.push(events.map(({ kind, before }) => [kind, before?.[0]]));
  });
  expect(await run(database, alice, 'TRUNCATE TABLE a, b, a')).toBe(
    'Truncated 2 table(s) with 4 row(s)',
  );
  stop();
  expect(commits).toEqual([
    [
      ['delete', 1],
      ['delete', 2],
      ['delete', 3],
      ['delete', 7],
    ],
  ]);
  expect(await run(database, alice, 'SELECT * FROM a')).toEqual([]);
  expect(await run(database, bob, 'SELECT * FROM a')).toEqual([[1]]);
  expect(await run(database, alice, 'TRUNCATE a RESTART IDENTITY RESTRICT')).toBe(
    'Truncated 1 table(s) with 0 row(s)',
  );
});

test('TRUNCATE of a referenced table needs the others, or CASCADE', async () => {
  await expect(run(database, root, 'TRUNCATE p')).rejects.toMatchObject({
    code: 'SQL_UNSUPPORTED',
    position: 9,
    hint: "Truncate 'c' at the same time, or use CASCADE.",
  });
  expect(await run(database, root, 'TRUNCATE p, c')).toBe('Truncated 2 table(s) with 3 row(s)');
  await runScript(database, root, 'INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1)');
  expect(await run(database, root, 'TRUNCATE p CONTINUE IDENTITY CASCADE')).toBe(
    'Truncated 2 table(s) with 2 row(s)',
  );
});

test('TRUNCATE can be rolled back', async () => {
  await runScript(database, alice, 'BEGIN; INSERT INTO a VALUES (9); TRUNCATE a; ROLLBACK');
  expect(await run(database, alice, 'SELECT COUNT(*) FROM a')).toEqual([[3n]]);
  await runScript(database, alice, 'BEGIN; INSERT INTO a VALUES (9); TRUNCATE a; COMMIT');
  expect(await run(database, alice, 'SELECT COUNT(*) FROM a')).toEqual([[0n]]);
});

test.each([
  ['TRUNCATE nope', 'CORE_TABLE_NOT_FOUND'],
  ['TRUNCATE v', 'CORE_WRONG_KIND'],
  ['TRUNCATE system.tables', 'CORE_READ_ONLY'],
  ['TRUNCATE a CASCADE RESTART IDENTITY', 'SQL_SYNTAX'],
])('%s is %s', async (sql, code) => {
  await expect(run(database, dba, sql)).rejects.toMatchObject({ code });
});

test('TRUNCATE needs the right to delete', async () => {
  await expect(run(database, alice, 'TRUNCATE p CASCADE')).rejects.toMatchObject({
    code: 'CORE_PERMISSION_DENIED',
  });
});

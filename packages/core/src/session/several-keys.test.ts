import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let database: Database;
const app = { namespace: 'app' };

beforeEach(async () => {
  ({ database } = await openTestDatabase());
  await runScript(
    database,
    root,
    `CREATE NAMESPACE app;
     CREATE USER TABLE app.notes (a INT, b TEXT, room INT, PRIMARY KEY (a, b));
     CREATE INDEX notes_room ON app.notes (room);
     CREATE SHARED TABLE app.large (id INT PRIMARY KEY, room INT, body TEXT);
     CREATE INDEX large_room ON app.large (room DESC)`,
  );
});

const ask = (sql: string, principal = alice) => run(database, principal, sql, app);
const asRoot = (sql: string) => ask(sql, root);
const plan = async (sql: string) => String(await asRoot(`EXPLAIN ${sql}`));
const analyzed = async (sql: string) => String(await asRoot(`EXPLAIN ANALYZE ${sql}`));

test('rows under several keys are those that a filter finds, in the order of the key', async () => {
  const value = fc.integer({ min: 0, max: 5 });
  const text = fc.constantFrom('', 'x', 'y');
  const notes = fc.uniqueArray(fc.tuple(value, text, fc.option(value)), {
    selector: ([a, b]) => `${a} ${b}`,
    maxLength: 15,
  });
  const list = fc.array(fc.oneof(value, fc.constant(null)), { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(notes, list, fc.constantFrom('ASC', 'DESC'), async (rows, wanted, order) => {
      await ask('DELETE FROM notes');
      for (const [a, b, room] of rows)
        await ask(`INSERT INTO notes VALUES (${a}, '${b}', ${room})`);
      const items = wanted.map(String).join(', ');
      for (const [key, plain] of [
        ['a', 'a + 0'],
        ['room', 'room + 0'],
        ['a = 1 AND b', 'a + 0 = 1 AND b || room::TEXT'],
      ]) {
        const values = key === 'a = 1 AND b' ? "'x', '', 'x'" : items;
        const other =
          key === 'a = 1 AND b' ? "a + 0 = 1 AND b || '' IN ('x', '')" : `${plain} IN (${values})`;
        const found = `SELECT a, b, room FROM notes WHERE ${key} IN (${values}) ORDER BY a ${order}, b ${order}`;
        const expected = `SELECT a, b, room FROM notes WHERE ${other} ORDER BY a ${order}, b ${order}`;
        expect(await ask(found)).toEqual(await ask(expected));
      }
    }),
    { numRuns: 40 },
  );
});

test('UPDATE and DELETE find rows under several keys, each once', async () => {
  await ask("INSERT INTO notes VALUES (1, 'x', 7), (1, 'y', 8), (2, 'x', 7), (3, 'x', NULL)");
  await ask("INSERT INTO notes VALUES (1, 'x', 7)", bob);
  expect(await ask("UPDATE notes SET room = 9 WHERE a = 1 AND b IN ('y', 'y', 'z')")).toBe(
    'update 1',
  );
  expect(await ask('DELETE FROM notes WHERE room IN (7, 7, NULL)')).toBe('delete 2');
  expect(await ask('DELETE FROM notes WHERE a IN (NULL, NULL)')).toBe('delete 0');
  expect(await ask('UPDATE notes SET room = 1 WHERE a IN (3, 1, 3)')).toBe('update 2');
  expect(await ask('SELECT * FROM notes')).toEqual([
    [1, 'y', 1],
    [3, 'x', 1],
  ]);
  expect(await ask('SELECT * FROM notes', bob)).toEqual([[1, 'x', 7]]);
});

test('a value that is too long for a key finds nothing', async () => {
  await ask("INSERT INTO notes VALUES (1, 'x', 7)");
  const long = 'y'.repeat(20_000);
  expect(await ask(`SELECT a FROM notes WHERE a = 1 AND b IN ('${long}', 'x')`)).toEqual([[1]]);
});

test('a join reads by key what a few rows of a large table are asked for', async () => {
  const rows = Array.from({ length: 5000 }, (_, id) => `(${id}, ${id % 1000}, 'body ${id}')`);
  await asRoot(`INSERT INTO large VALUES ${rows.join(', ')}`);
  await asRoot(
    "INSERT INTO notes VALUES (17, 'x', 3), (4999, 'y', 5), (6000, 'z', 5), (2, 'n', NULL)",
  );
  await asRoot('SELECT count(body), count(room), count(id) FROM large');
  await asRoot('SELECT count(*), count(room) FROM notes');
  const byKey = 'SELECT a, body FROM notes JOIN large ON id = a ORDER BY a';
  expect(await plan(byKey)).toContain('lookup key id');
  expect(await analyzed(byKey)).toContain('keys');
  const bodies = [
    [2, 'body 2'],
    [17, 'body 17'],
    [4999, 'body 4999'],
  ];
  expect(await asRoot(byKey)).toEqual(bodies);
  await asRoot("UPDATE large SET body = 'changed' WHERE id = 17");
  await asRoot('DELETE FROM large WHERE id = 2');
  expect(await asRoot(byKey)).toEqual([[17, 'changed'], bodies[2]]);
  const byIndex =
    "SELECT a, count(id), max(id) FROM notes LEFT JOIN large ON large.room = notes.room WHERE b = 'x' GROUP BY a";
  expect(await plan(byIndex)).toContain('lookup index large_room room');
  expect(await asRoot(byIndex)).toEqual([[17, 5n, 4003]]);
});

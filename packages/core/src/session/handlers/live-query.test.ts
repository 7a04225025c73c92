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
    `CREATE NAMESPACE app;
     CREATE USER TABLE app.notes (id INT PRIMARY KEY, body TEXT);
     CREATE SHARED TABLE app.board (id INT PRIMARY KEY) WITH (ACCESS_LEVEL = 'PUBLIC');
     CREATE SEQUENCE app.counter`,
  );
});

const bind = (sql: string, principal = alice, namespace = 'app') =>
  database.bindQuery({ principal, namespace, sql });

test("a query is bound to the asking user's rows", () => {
  const source = bind("SELECT body FROM notes WHERE body LIKE 'a%'");
  expect(source.table).toBe(database.catalog.table('app', 'notes'));
  expect(source.partition).toEqual({ tableId: source.table.id, scope: 'alice' });
  expect(source.query.plan.schema).toMatchObject([{ name: 'body' }]);
  expect(source.context().currentUser).toBe('alice');
  expect(bind('SELECT * FROM notes', bob).partition.scope).toBe('bob');
  expect(bind('SELECT * FROM board', bob).partition.scope).toBe('');
});

test('SUBSCRIBE TO means its query', () => {
  const source = bind(
    'SUBSCRIBE TO app.notes WHERE id > 1 OPTIONS (last_rows = 5)',
    alice,
    'other',
  );
  expect(source.table.name).toBe('notes');
});

test('a source is current until its table is dropped', async () => {
  const source = bind('SELECT * FROM notes');
  await run(database, root, 'CREATE SHARED TABLE app.other (id INT PRIMARY KEY)');
  expect(source.isCurrent()).toBe(true);
  await run(database, root, 'DROP TABLE app.notes');
  expect(source.isCurrent()).toBe(false);
});

test('its context reads at the time of its making', async () => {
  const source = bind('SELECT * FROM notes');
  const before = source.context().openTable(source.table.id);
  await run(database, alice, "INSERT INTO app.notes VALUES (1, 'x')");
  expect(before.lookup([1], [1])).toBeUndefined();
  expect(source.context().openTable(source.table.id).lookup([1], [1])).toEqual(['x']);
});

describe('what cannot be subscribed to is refused', () => {
  test.each([
    ['SELECT * FROM notes; SELECT 1', 'SQL_UNSUPPORTED'],
    ['DELETE FROM notes', 'SQL_UNSUPPORTED'],
    ['SELECT 1', 'SQL_UNSUPPORTED'],
    ['VALUES (1)', 'SQL_UNSUPPORTED'],
    ['SELECT * FROM notes UNION ALL SELECT * FROM notes', 'SQL_UNSUPPORTED'],
    ['SUBSCRIBE TO (SELECT * FROM notes EXCEPT SELECT * FROM notes)', 'SQL_UNSUPPORTED'],
    ['SELECT * FROM notes WHERE id = $1', 'SQL_UNSUPPORTED'],
    ['SELECT * FROM nothing', 'SQL_UNKNOWN_TABLE'],
    ['SELECT nothing FROM notes', 'SQL_UNKNOWN_COLUMN'],
    ['SELECT * FROM', 'SQL_SYNTAX'],
    ['', 'SQL_UNSUPPORTED'],
    ['SELECT * FROM system.users', 'CORE_PERMISSION_DENIED'],
  ])('%j', (sql, code) => {
    expect(() => bind(sql)).toThrow(expect.objectContaining({ code }));
  });

  test('sequences, although queries read them', async () => {
    await run(database, root, 'CREATE SEQUENCE app.numbers');
    expect(() => bind('SELECT * FROM app.numbers', root)).toThrow(
      expect.objectContaining({ code: 'SQL_UNSUPPORTED' }),
    );
  });

  test('system tables, also by those who may read them', () => {
    expect(() => bind('SELECT * FROM system.users', dba)).toThrow(
      expect.objectContaining({ code: 'SQL_UNSUPPORTED' }),
    );
  });
});

test('SUBSCRIBE TO over HTTP answers how to open the socket', async () => {
  const sql = "SUBSCRIBE TO app.notes WHERE body = 'x' OPTIONS (last_rows = 10, from_seq_id = 7)";
  const [row] = (await run(database, alice, sql)) as unknown as [string, string, string, string][];
  const [status, url, subscription, message] = row ?? [];
  expect([status, url]).toEqual(['active', 'ws://127.0.0.1:8080/v1/ws']);
  const parsed = JSON.parse(subscription ?? '{}');
  expect(parsed).toEqual({
    id: expect.stringMatching(/^sub-app-notes-[0-9a-f]{16}$/),
    sql: expect.any(String),
    options: { last_rows: 10, from: 7 },
  });
  expect(bind(parsed.sql, alice, 'other').table.name).toBe('notes');
  expect(message).toContain('subscribe');
});

test.each([
  ['SUBSCRIBE TO app.notes OPTIONS (speed = 1)', 'SQL_INVALID_OPTION'],
  ["SUBSCRIBE TO app.notes OPTIONS (last_rows = 'many')", 'SQL_INVALID_OPTION'],
  ['SUBSCRIBE TO app.nothing', 'SQL_UNKNOWN_TABLE'],
  ['SUBSCRIBE TO SELECT 1', 'SQL_UNSUPPORTED'],
  ['SUBSCRIBE TO (SELECT id FROM app.notes UNION SELECT id FROM app.notes)', 'SQL_UNSUPPORTED'],
])('%s is refused', async (sql, code) => {
  await expect(run(database, alice, sql)).rejects.toMatchObject({ code });
});

test('a sequence is refused over HTTP as over the socket', async () => {
  const error = { code: 'SQL_UNSUPPORTED', position: 13 };
  await expect(run(database, root, 'SUBSCRIBE TO app.counter')).rejects.toMatchObject(error);
});

test('EXPLAIN gives a plan, a line per row', async () => {
  const rows = (await run(
    database,
    alice,
    'EXPLAIN SELECT * FROM app.notes WHERE id = 1',
  )) as string[][];
  expect(rows.flat().join('\n')).toContain('notes');
  const write = (await run(
    database,
    alice,
    "EXPLAIN UPDATE app.notes SET body = 'x' WHERE id = 1",
  )) as string[][];
  expect(write.flat().join('\n').toLowerCase()).toContain('update');
  expect(await run(database, alice, 'SELECT * FROM app.notes')).toEqual([]);
});

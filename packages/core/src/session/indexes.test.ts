import { beforeEach, describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { createFaultyStore, type FaultyStore } from '@kalamdb/store/testing';
import { alice, bob, dba, root, run, runScript, service } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';
import type { Database } from '../database.ts';

let store: FaultyStore;
let opened: TestDatabase;
let database: Database;

beforeEach(async () => {
  store = createFaultyStore(openMemoryStore());
  opened = await openTestDatabase({ store });
  database = opened.database;
  await runScript(
    database,
    root,
    `CREATE NAMESPACE app;
     CREATE USER TABLE app.notes (id INT PRIMARY KEY, room INT, body TEXT);
     CREATE SHARED TABLE app.items (id INT PRIMARY KEY, code TEXT, price DOUBLE)`,
  );
});

const app = { namespace: 'app' };
const failing = (sql: string, principal = root) =>
  run(database, principal, sql, app).then(
    () => 'no error',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const plan = async (sql: string) => String(await run(database, root, `EXPLAIN ${sql}`, app));
const count = async (range: { gte: Uint8Array; lt: Uint8Array }) => {
  let entries = 0;
  for await (const chunk of store.scan(range)) entries += chunk.length;
  return entries;
};
const indexEntries = { gte: Uint8Array.of(0x15), lt: Uint8Array.of(0x17) };

test('an index over rows that are there, and over later ones', async () => {
  await run(database, alice, "INSERT INTO app.notes VALUES (1, 7, 'a'), (2, 8, 'b'), (3, 7, 'c')");
  await run(database, bob, "INSERT INTO app.notes VALUES (1, 7, 'of bob')");
  await run(database, service, 'CREATE INDEX ON notes (room, body DESC)', app);
  const sql = 'SELECT body FROM notes WHERE room = 7 ORDER BY body DESC LIMIT 5';
  expect(await plan(sql)).toContain('index notes_room_body_idx room = 7');
  expect(await run(database, alice, sql, app)).toEqual([['c'], ['a']]);
  await run(database, alice, "INSERT INTO notes VALUES (4, 7, 'd')", app);
  await run(database, alice, 'UPDATE notes SET room = 7 WHERE id = 2', app);
  await run(database, alice, 'DELETE FROM notes WHERE room = 7 AND body < $1', {
    ...app,
    parameters: ['b'],
  });
  expect(await run(database, alice, sql, app)).toEqual([['d'], ['c'], ['b']]);
  expect(await run(database, bob, sql, app)).toEqual([['of bob']]);
  const changed = "UPDATE notes SET body = 'x' WHERE room = 7 AND body > 'b'";
  expect(await run(database, alice, changed, app)).toBe('update 2');
  expect(await run(database, alice, sql, app)).toEqual([['x'], ['x'], ['b']]);
});

describe('a unique index', () => {
  beforeEach(() => run(database, dba, 'CREATE UNIQUE INDEX codes ON items (LOWER(code))', app));

  test('refuses a second row with the keys of another, and lets NULLs be', async () => {
    await run(
      database,
      root,
      "INSERT INTO items VALUES (1, 'a', 1), (2, NULL, 1), (3, NULL, 1)",
      app,
    );
    expect(await failing("INSERT INTO items VALUES (4, 'A', 1)")).toBe('CORE_DUPLICATE_KEY');
    expect(await failing("INSERT INTO items VALUES (4, 'b', 1), (5, 'B', 1)")).toBe(
      'CORE_DUPLICATE_KEY',
    );
    expect(await failing("UPDATE items SET code = 'A' WHERE id = 2")).toBe('CORE_DUPLICATE_KEY');
    expect(await run(database, root, "UPDATE items SET code = 'A' WHERE id = 1", app)).toBe(
      'update 1',
    );
    await run(database, root, 'DELETE FROM items WHERE id = 1', app);
    await run(database, root, "INSERT INTO items VALUES (4, 'a', 1)", app);
    const sql = "SELECT id FROM items WHERE LOWER(code) = 'a'";
    expect(await run(database, root, sql, app)).toEqual([[4]]);
    expect(await run(database, root, 'SELECT COUNT(*) FROM items', app)).toEqual([[3n]]);
  });

  test('is of each user', async () => {
    await run(database, dba, 'CREATE UNIQUE INDEX ON notes (body)', app);
    await run(database, alice, "INSERT INTO notes VALUES (1, 1, 'x')", app);
    await run(database, bob, "INSERT INTO notes VALUES (1, 1, 'x')", app);
    expect(await failing("INSERT INTO notes VALUES (2, 1, 'x')", bob)).toBe('CORE_DUPLICATE_KEY');
  });
});

test('a unique index over rows with equal keys is not made', async () => {
  await run(database, root, "INSERT INTO items VALUES (1, 'a', 1), (2, 'a', 1)", app);
  expect(await failing('CREATE UNIQUE INDEX codes ON items (code)')).toBe('CORE_DUPLICATE_KEY');
  expect(await run(database, root, 'SELECT * FROM system.indexes')).toEqual([]);
  await database.sweep();
  expect(await count(indexEntries)).toBe(0);
  await run(database, root, "INSERT INTO items VALUES (3, 'a', 1)", app);
});

test('rows whose keys cannot be computed prevent an index, and are refused by one', async () => {
  await run(database, root, "INSERT INTO items VALUES (1, 'a', 0)", app);
  const sql = 'CREATE INDEX inverse ON items (1 / CAST(price AS INT))';
  expect(await failing(sql)).toBe('SQL_DIVISION_BY_ZERO');
  await run(database, root, 'DELETE FROM items WHERE id = 1', app);
  await run(database, root, sql, app);
  expect(await failing("INSERT INTO items VALUES (1, 'a', 0)")).toBe('SQL_DIVISION_BY_ZERO');
  expect(await run(database, root, "INSERT INTO items VALUES (1, 'a', 2)", app)).toBe('insert 1');
});

test('an index outlives the process, also one that was being built', async () => {
  const rows = Array.from({ length: 600 }, (_, id) => `(${id}, 'c${id % 7}', ${id})`);
  await run(database, root, `INSERT INTO items VALUES ${rows.join(', ')}`, app);
  store.setFaults([{ operation: 'write', nth: 3, applied: false }]);
  expect(await failing('CREATE INDEX codes ON items (code)')).toBe('CORE_STORAGE_FAILED');
  store.setFaults([]);
  expect(await run(database, root, 'SELECT state FROM system.indexes')).toEqual([['building']]);
  const sql = "SELECT COUNT(*) FROM items WHERE code = 'c3'";
  expect(await plan(sql)).not.toContain('index');
  await run(database, root, 'DELETE FROM items WHERE id = 3', app);
  await run(database, root, "UPDATE items SET code = 'c3' WHERE id = 590", app);
  const again = await openTestDatabase({ store, clock: opened.clock });
  await again.database.sweep();
  expect(await run(again.database, root, 'SELECT state FROM system.indexes')).toEqual([['ready']]);
  database = again.database;
  expect(await plan(sql)).toContain('index codes');
  expect(await run(database, root, sql, app)).toEqual([[86n]]);
  const missing = "SELECT COUNT(*) FROM items WHERE code || '' = 'c3'";
  expect(await run(database, root, missing, app)).toEqual([[86n]]);
});

test('writers go on while an index is built', async () => {
  const rows = Array.from({ length: 1000 }, (_, id) => `(${id}, 'a', 1)`);
  await run(database, root, `INSERT INTO items VALUES ${rows.join(', ')}`, app);
  const building = run(database, root, 'CREATE INDEX codes ON items (code)', app);
  for (let id = 0; id < 40; id += 1) {
    await run(database, root, `UPDATE items SET code = 'b' WHERE id = ${id * 25}`, app);
    await run(database, root, `INSERT INTO items VALUES (${1000 + id}, 'b', 1)`, app);
    await run(database, root, `DELETE FROM items WHERE id = ${id * 25 + 1}`, app);
  }
  await building;
  for (const [code, expected] of [
    ['a', 920n],
    ['b', 80n],
  ] as const) {
    const sql = `SELECT COUNT(*) FROM items WHERE code = '${code}'`;
    expect(await plan(sql)).toContain('index codes');
    expect(await run(database, root, sql, app)).toEqual([[expected]]);
  }
  expect(await count(indexEntries)).toBe(1000);
});

test('a dropped index is erased and read no more', async () => {
  await run(database, root, "INSERT INTO items VALUES (1, 'a', 1), (2, 'b', 1)", app);
  await runScript(
    database,
    root,
    'CREATE INDEX c ON items (code); CREATE INDEX d ON items (price)',
    app,
  );
  expect(await count(indexEntries)).toBe(4);
  const sql = "SELECT id FROM items WHERE code = 'b'";
  expect(await run(database, root, sql, app)).toEqual([[2]]);
  await run(database, root, 'DROP INDEX c', app);
  expect(await run(database, root, sql, app)).toEqual([[2]]);
  await database.sweep();
  expect(await count(indexEntries)).toBe(2);
  await run(database, root, 'DROP TABLE items', app);
  await database.sweep();
  expect(await count(indexEntries)).toBe(0);
  expect(await run(database, root, 'SELECT * FROM system.indexes')).toEqual([]);
});

test('a live query does not mind an index', async () => {
  const bind = () => database.bindQuery({ principal: alice, sql: 'SELECT * FROM notes', ...app });
  const before = bind();
  await run(database, root, 'CREATE INDEX ON notes (room)', app);
  expect(before.isCurrent()).toBe(true);
  expect(bind().query.tables).toEqual([bind().table]);
});

describe('names', () => {
  beforeEach(() =>
    runScript(
      database,
      dba,
      'CREATE INDEX i ON items (code); CREATE VIEW v AS SELECT * FROM items; CREATE STREAM TABLE s (id INT PRIMARY KEY) WITH (TTL_SECONDS = 5)',
      app,
    ),
  );

  test.each([
    ['CREATE INDEX i ON items (price)', 'CORE_INDEX_EXISTS'],
    ['CREATE INDEX notes ON items (price)', 'CORE_INDEX_EXISTS'],
    ['CREATE INDEX v ON items (price)', 'CORE_INDEX_EXISTS'],
    ['CREATE INDEX _i ON items (price)', 'SQL_INVALID_NAME'],
    ['CREATE INDEX ON missing (price)', 'CORE_TABLE_NOT_FOUND'],
    ['CREATE INDEX ON v (price)', 'CORE_WRONG_KIND'],
    ['CREATE INDEX ON s (id)', 'SQL_UNSUPPORTED'],
    ['CREATE INDEX ON system.users (email)', 'CORE_READ_ONLY'],
    ['CREATE INDEX ON items (missing)', 'SQL_UNKNOWN_COLUMN'],
    ['CREATE INDEX ON items (_seq)', 'SQL_INVALID_TABLE'],
    ['CREATE INDEX ON items (RANDOM_UUID())', 'SQL_UNKNOWN_FUNCTION'],
    ['CREATE VIEW i AS SELECT 1 AS one', 'CORE_VIEW_EXISTS'],
    ['CREATE SHARED TABLE i (id INT PRIMARY KEY)', 'CORE_TABLE_EXISTS'],
    ['DROP INDEX missing', 'CORE_INDEX_NOT_FOUND'],
    ['DROP INDEX items', 'CORE_WRONG_KIND'],
    ['DROP INDEX IF EXISTS v', 'CORE_WRONG_KIND'],
    ['SELECT * FROM i', 'SQL_UNKNOWN_TABLE'],
  ])('%s is refused', async (sql, code) => {
    expect(await failing(sql)).toBe(code);
  });

  test('are made up where there is none', async () => {
    for (const keys of ['price', 'price', 'LOWER(code)', 'code || code, price']) {
      await run(database, root, `CREATE INDEX ON items (${keys})`, app);
    }
    await run(
      database,
      root,
      'CREATE UNIQUE INDEX named ON items (code DESC) WHERE price > 1',
      app,
    );
    const sql = 'SELECT index_name, is_unique, definition FROM system.indexes ORDER BY index_name';
    expect(await run(database, root, sql)).toMatchObject([
      ['i', false, 'CREATE INDEX i ON app.items (code)'],
      ['items_expr_price_idx', false, expect.anything()],
      ['items_lower_idx', false, 'CREATE INDEX items_lower_idx ON app.items (lower(code))'],
      ['items_price_idx', false, expect.anything()],
      ['items_price_idx1', false, expect.anything()],
      ['named', true, 'CREATE UNIQUE INDEX named ON app.items (code DESC) WHERE price > 1'],
    ]);
  });

  test('IF [NOT] EXISTS, and who may', async () => {
    const again = 'CREATE INDEX IF NOT EXISTS i ON items (price)';
    expect(await run(database, root, again, app)).toBe('Index app.i already exists');
    const gone = 'DROP INDEX IF EXISTS missing';
    expect(await run(database, root, gone, app)).toBe('Index app.missing does not exist');
    expect(await failing('CREATE INDEX ON items (price)', alice)).toBe('CORE_PERMISSION_DENIED');
    expect(await failing('DROP INDEX i', service)).toBe('CORE_PERMISSION_DENIED');
  });
});

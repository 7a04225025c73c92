import { beforeEach, expect, test } from '@jest/globals';
import { type KeyValueStore, openMemoryStore } from '@kalamdb/store';
import { alice, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';

let opened: TestDatabase;
let kept: KeyValueStore;

beforeEach(async () => {
  kept = openMemoryStore();
  opened = await openTestDatabase({ store: kept });
  await runScript(
    opened.database,
    root,
    `CREATE NAMESPACE app;
     CREATE USER TABLE app.t (
       id INT PRIMARY KEY, a INT, b INT DEFAULT 5,
       total BIGINT GENERATED ALWAYS AS (a + b) STORED UNIQUE CHECK (total < 1000),
       word TEXT GENERATED ALWAYS AS (UPPER('n' || t.a::TEXT)) STORED NOT NULL)`,
  );
});

const as = (principal: typeof root, sql: string) =>
  run(opened.database, principal, sql, { namespace: 'app' });
const failing = (sql: string, principal = alice) =>
  as(principal, sql).then(
    () => 'no error',
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  );
const rows = () => as(alice, 'SELECT * FROM t ORDER BY id');

test('values are computed when a row is written, in every way', async () => {
  await as(alice, 'INSERT INTO t VALUES (1, 1, 1)');
  await as(alice, 'INSERT INTO t VALUES (2, 2, DEFAULT, DEFAULT, DEFAULT)');
  await as(alice, 'INSERT INTO t (a, id) SELECT a + 10, id + 10 FROM t WHERE id = 1');
  expect(await rows()).toEqual([
    [1, 1, 1, 2n, 'N1'],
    [2, 2, 5, 7n, 'N2'],
    [11, 11, 5, 16n, 'N11'],
  ]);
  expect(await as(alice, 'UPDATE t SET a = a + 1 WHERE id < 3')).toBe('update 2');
  expect(
    await as(alice, 'UPDATE t SET b = 0, total = DEFAULT WHERE id = 11 RETURNING total'),
  ).toEqual([[11n]]);
  await as(alice, 'INSERT INTO t VALUES (1, 9) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a');
  expect(await rows()).toEqual([
    [1, 9, 1, 10n, 'N9'],
    [2, 3, 5, 8n, 'N3'],
    [11, 11, 0, 11n, 'N11'],
  ]);
  await opened.database.close();
  opened = await openTestDatabase({ store: kept, clock: opened.clock });
  expect(await as(alice, 'UPDATE t SET a = 0 WHERE id = 1 RETURNING total, word')).toEqual([
    [1n, 'N0'],
  ]);
});

test('constraints hold for them', async () => {
  await as(alice, 'INSERT INTO t VALUES (1, 1, 1)');
  expect(await failing('INSERT INTO t VALUES (2, 0, 2)')).toMatch(
    /^CORE_DUPLICATE_KEY .*t_total_key/,
  );
  expect(await failing('INSERT INTO t VALUES (2, 999, 2)')).toMatch(/^CORE_CHECK_VIOLATION/);
  expect(await failing('INSERT INTO t VALUES (2, NULL, 2)')).toMatch(/^CORE_NOT_NULL .*'word'/);
  expect(await failing('INSERT INTO t VALUES (2, 2147483647, 1)')).toMatch(/^SQL_OUT_OF_RANGE/);
});

test.each([
  'INSERT INTO t VALUES (1, 1, 1, 1)',
  'INSERT INTO t (id, total) VALUES (1, 1)',
  'INSERT INTO t (id, total) SELECT 1, 2',
  'UPDATE t SET total = 1',
  'INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET total = 1',
])('no statement gives them: %s', async (sql) => {
  expect(await failing(sql)).toMatch(
    /^SQL_GENERATED_COLUMN column "total" can only be given DEFAULT/,
  );
});

test('they follow the columns that they are computed from', async () => {
  await as(root, 'ALTER TABLE t RENAME a TO least, RENAME TO u');
  await as(alice, 'INSERT INTO u VALUES (1, 4)');
  expect(await as(alice, 'SELECT total, word FROM u')).toEqual([[9n, 'N4']]);
  expect(await failing('ALTER TABLE u DROP COLUMN least', root)).toMatch(/^CORE_DEPENDENT_OBJECTS/);
  expect(await failing('ALTER TABLE u ALTER b TYPE BIGINT', root)).toMatch(
    /^CORE_DEPENDENT_OBJECTS/,
  );
  expect(String(await as(root, 'SHOW CREATE TABLE u'))).toContain(
    'total BIGINT GENERATED ALWAYS AS (least + b) STORED',
  );
  await as(root, 'ALTER TABLE u DROP COLUMN b CASCADE');
  expect(await as(alice, 'SELECT * FROM u')).toEqual([[1, 4, 'N4']]);
  await as(root, 'ALTER TABLE u DROP COLUMN least CASCADE');
  expect(await as(alice, 'SELECT * FROM u')).toEqual([[1]]);
});

test.each([
  ['x INT GENERATED ALWAYS AS (RANDOM()::INT) STORED', 'SQL_INVALID_TABLE', 'random'],
  ['x INT GENERATED ALWAYS AS (y) STORED', 'SQL_UNKNOWN_COLUMN', 'y'],
  ['x INT GENERATED ALWAYS AS (x + 1) STORED', 'SQL_INVALID_TABLE', 'generated column "x"'],
  ['x INT GENERATED ALWAYS AS (_seq::INT) STORED', 'SQL_INVALID_TABLE', '_seq'],
  ['x INT GENERATED ALWAYS AS ((SELECT 1)) STORED', 'SQL_UNSUPPORTED', 'query'],
  ['x INT GENERATED ALWAYS AS (1) STORED DEFAULT 1', 'SQL_SYNTAX', 'default'],
  ["x INT GENERATED ALWAYS AS ('a'::TEXT) STORED", 'SQL_TYPE_MISMATCH', 'INT'],
  ['x INT GENERATED ALWAYS AS (COUNT(*)) STORED', 'SQL_GROUPING', 'generation'],
  ['x INT GENERATED ALWAYS AS (id) VIRTUAL', 'SQL_UNSUPPORTED', 'not STORED'],
])('CREATE TABLE u (id …, %s) is %s', async (column, code, text) => {
  const sql = `CREATE USER TABLE u (id INT PRIMARY KEY, ${column})`;
  const error = await as(root, sql).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code, position: expect.any(Number) });
  expect((error as Error).message).toContain(text);
});

test('ALTER TABLE does not change one', async () => {
  expect(await failing('ALTER TABLE t ALTER total SET DEFAULT 1', root)).toMatch(/no DEFAULT/);
  expect(await failing('ALTER TABLE t ALTER total TYPE DECIMAL', root)).toMatch(/^SQL_UNSUPPORTED/);
});

test('system.constraints has all constraints of tables', async () => {
  await as(root, 'CREATE USER TABLE c (id INT PRIMARY KEY, t INT REFERENCES t ON DELETE CASCADE)');
  const sql = `SELECT table_name, constraint_name, constraint_type, definition
    FROM system.constraints WHERE namespace_id = 'app' ORDER BY table_name, constraint_name`;
  expect(await as(root, sql)).toEqual([
    ['c', 'c_pkey', 'PRIMARY KEY', 'PRIMARY KEY (id)'],
    ['c', 'c_t_fkey', 'FOREIGN KEY', 'FOREIGN KEY (t) REFERENCES app.t (id) ON DELETE CASCADE'],
    ['t', 't_pkey', 'PRIMARY KEY', 'PRIMARY KEY (id)'],
    ['t', 't_total_check', 'CHECK', 'CHECK (total < 1000)'],
    ['t', 't_total_key', 'UNIQUE', 'UNIQUE (total)'],
  ]);
});

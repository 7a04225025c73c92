import { beforeEach, describe, expect, test } from '@jest/globals';
import { openMemoryStore } from '@kalamdb/store';
import { createFaultyStore, type FaultyStore } from '@kalamdb/store/testing';
import { alice, bob, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';

let store: FaultyStore;
let opened: TestDatabase;

beforeEach(async () => {
  store = createFaultyStore(openMemoryStore());
  opened = await openTestDatabase({ store });
  await runScript(
    opened.database,
    root,
    `CREATE NAMESPACE app;
     CREATE USER TABLE app.t (
       id INT PRIMARY KEY, a INT UNIQUE, b TEXT, c INT, UNIQUE (b, a),
       CONSTRAINT one UNIQUE NULLS NOT DISTINCT (c))`,
  );
});

const as = (principal: typeof root, sql: string) =>
  run(opened.database, principal, sql, { namespace: 'app' });
const failing = (sql: string, principal = root) =>
  as(principal, sql).then(
    () => 'no error',
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  );
const reopen = async () => {
  await opened.database.close();
  opened = await openTestDatabase({ store, clock: opened.clock });
};
const indexNames = () => as(root, 'SELECT index_name FROM system.indexes ORDER BY 1');
const indexEntries = async () => {
  let count = 0;
  const range = { gte: Uint8Array.of(0x15), lt: Uint8Array.of(0x17) };
  for await (const chunk of store.scan(range)) count += chunk.length;
  return count;
};

test('holds for the rows of each user on their own', async () => {
  await as(alice, "INSERT INTO t VALUES (1, 1, 'x', 1), (2, NULL, 'x', 2), (3, NULL, 'x', 3)");
  await as(bob, "INSERT INTO t VALUES (1, 1, 'x', 1)");
  expect(await failing('INSERT INTO t VALUES (4, 1)', alice)).toBe(
    "CORE_DUPLICATE_KEY Unique violation: value '1' already exists in unique constraint 't_a_key' (a) of table 'app.t'",
  );
  expect(await failing('UPDATE t SET a = 1 WHERE id = 2', alice)).toMatch(/'t_a_key'/);
  expect(await as(alice, 'UPDATE t SET a = 4 WHERE id = 1')).toBe('update 1');
  expect(await as(alice, 'UPDATE t SET a = 1 WHERE id = 2')).toBe('update 1');
  await as(alice, 'DELETE FROM t WHERE id = 2');
  expect(await as(alice, "INSERT INTO t VALUES (5, 1, 'x', 5)")).toBe('insert 1');
});

test('NULLS NOT DISTINCT counts NULL as a value, also in an index and after a restart', async () => {
  await as(alice, 'INSERT INTO t VALUES (1, 1)');
  expect(await failing('INSERT INTO t VALUES (2, 2)', alice)).toMatch(/value 'null'.*'one' \(c\)/i);
  await as(root, 'CREATE SHARED TABLE s (id INT PRIMARY KEY, a INT)');
  await as(root, 'CREATE UNIQUE INDEX places ON s (a) NULLS NOT DISTINCT');
  await reopen();
  await as(root, 'INSERT INTO s VALUES (1, NULL), (2, 2)');
  expect(await failing('INSERT INTO s VALUES (3, NULL)')).toMatch(/^CORE_DUPLICATE_KEY/);
  expect(await as(root, 'SELECT id FROM s WHERE a IS NULL OR a = 2 ORDER BY id')).toEqual([
    [1],
    [2],
  ]);
  expect(await failing('INSERT INTO t VALUES (2, 2)', alice)).toMatch(/^CORE_DUPLICATE_KEY/);
});

test('names are those of PostgreSQL, and indexes that queries read', async () => {
  expect(await indexNames()).toEqual([['one'], ['t_a_key'], ['t_b_a_key']]);
  await as(
    root,
    'CREATE SHARED TABLE t_a (key INT PRIMARY KEY, UNIQUE (key), CONSTRAINT x UNIQUE (key))',
  );
  expect(await indexNames()).toContainEqual(['t_a_key_key']);
  await as(root, 'ALTER TABLE t ADD UNIQUE (a)');
  expect(await indexNames()).toContainEqual(['t_a_key1']);
  expect(String(await as(alice, 'EXPLAIN SELECT b FROM t WHERE a = 1'))).toContain('t_a_key');
});

describe('ALTER TABLE', () => {
  test('adds what fits the rows, with a column too, and drops it with its index', async () => {
    await as(alice, "INSERT INTO t VALUES (1, 1, 'x', 1), (2, 2, 'y', 2)");
    await as(bob, "INSERT INTO t VALUES (1, 1, 'x', 1)");
    expect(await as(root, 'ALTER TABLE t ADD CONSTRAINT texts UNIQUE (b), ADD d INT UNIQUE')).toBe(
      'Table app.t altered successfully: added constraint texts, added column d, added constraint t_d_key (version 2)',
    );
    expect(await failing("INSERT INTO t VALUES (3, 3, 'y', 3)", alice)).toMatch(/'texts' \(b\)/);
    await reopen();
    expect(await failing("INSERT INTO t VALUES (3, 3, 'y', 3)", alice)).toMatch(/'texts' \(b\)/);
    await as(root, 'ALTER TABLE t RENAME b TO words');
    expect(await failing("INSERT INTO t VALUES (3, 3, 'y', 3)", alice)).toMatch(
      /'texts' \(words\)/,
    );
    await as(root, 'ALTER TABLE t DROP CONSTRAINT texts, DROP COLUMN a');
    expect(await indexNames()).toEqual([['one'], ['t_d_key']]);
    expect(await as(alice, "INSERT INTO t VALUES (3, 'y', 3)")).toBe('insert 1');
    await as(root, 'ALTER TABLE t ADD CONSTRAINT t_a_key UNIQUE (c)');
  });

  test('leaves nothing behind when it is rebuilt or dropped', async () => {
    await as(alice, "INSERT INTO t VALUES (1, 1, 'x', 1), (2, 2, 'x', 2)");
    const before = await indexEntries();
    await as(root, 'ALTER TABLE t ADD CONSTRAINT added UNIQUE (c)');
    await opened.database.sweep();
    expect(await indexEntries()).toBe(before + 2);
    await as(root, 'REINDEX INDEX added');
    await opened.database.sweep();
    expect(await indexEntries()).toBe(before + 2);
    await as(root, 'ALTER TABLE t DROP CONSTRAINT added');
    await opened.database.sweep();
    expect(await indexEntries()).toBe(before);
  });

  test('leaves nothing behind when rows do not fit', async () => {
    await as(alice, "INSERT INTO t VALUES (1, 1, 'x', 1), (2, 2, 'x', 2)");
    const before = await indexEntries();
    expect(await failing('ALTER TABLE t ADD d INT, ADD UNIQUE (c), ADD UNIQUE (b)')).toMatch(
      /^CORE_DUPLICATE_KEY .*'t_b_key' \(b\)/,
    );
    await opened.database.sweep();
    expect(await indexEntries()).toBe(before);
    expect(await indexNames()).toEqual([['one'], ['t_a_key'], ['t_b_a_key']]);
    expect(await as(alice, "INSERT INTO t VALUES (3, 3, 'x', 3)")).toBe('insert 1');
    expect(await as(root, 'ALTER TABLE t ADD d INT')).toMatch(/version 2/);
  });

  test('entries are not erased as those of dropped indexes', async () => {
    await as(alice, "INSERT INTO t VALUES (1, 1, 'x', 1), (2, 2, 'y', 2)");
    const altered = as(root, 'ALTER TABLE t ADD UNIQUE (b)');
    await Promise.all([opened.database.sweep(), opened.database.sweep(), altered]);
    await opened.database.sweep();
    expect(await failing("INSERT INTO t VALUES (3, 3, 'y', 3)", alice)).toMatch(/'t_b_key'/);
    await reopen();
    await opened.database.sweep();
    expect(await failing("INSERT INTO t VALUES (3, 3, 'y', 3)", alice)).toMatch(/'t_b_key'/);
  });
});

test.each([
  ['ALTER TABLE t ADD UNIQUE (nothing)', 'SQL_UNKNOWN_COLUMN', 'nothing'],
  ['ALTER TABLE t ADD UNIQUE (a, a)', 'SQL_DUPLICATE_NAME', 'twice'],
  ['ALTER TABLE t ADD CONSTRAINT one UNIQUE (a)', 'SQL_DUPLICATE_NAME', 'already exists'],
  ['ALTER TABLE t ADD CONSTRAINT t UNIQUE (a)', 'SQL_DUPLICATE_NAME', 'is taken'],
  ['ALTER TABLE t ADD CONSTRAINT t_pkey UNIQUE (a)', 'SQL_DUPLICATE_NAME', 'already exists'],
  ['ALTER TABLE t ADD PRIMARY KEY (a)', 'SQL_UNSUPPORTED', 'primary key'],
  ['ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a)', 'SQL_UNSUPPORTED', 'primary key'],
  ['DROP INDEX t_a_key', 'CORE_DEPENDENT_OBJECTS', "constraint 't_a_key' of table 't' needs it"],
  ['CREATE SHARED TABLE u (id INT PRIMARY KEY, d JSON UNIQUE)', 'SQL_INVALID_TABLE', 'JSON'],
  [
    'CREATE SHARED TABLE u (id INT PRIMARY KEY, CONSTRAINT u UNIQUE (id))',
    'SQL_DUPLICATE_NAME',
    'u',
  ],
  [
    'CREATE STREAM TABLE u (id INT PRIMARY KEY, a INT UNIQUE) WITH (TTL_SECONDS = 9)',
    'SQL_UNSUPPORTED',
    'STREAM',
  ],
])('%s is %s', async (sql, code, text) => {
  const message = await failing(sql);
  expect(message).toMatch(new RegExp(`^${code} `));
  expect(message).toContain(text);
});

import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openMemoryStore, prefixRange, WriteBatch } from '@kalamdb/store';
import { createFaultyStore, type FaultyStore } from '@kalamdb/store/testing';
import { alice, type Outcome, root, run, runScript } from '../../test/database/run.ts';
import { openTestDatabase, type TestDatabase } from '../../test/database/test-database.ts';
import { openClient } from '../../test/database/transaction-client.ts';
import { IndexRebuilds } from '../catalog/index-rebuilds.ts';
import type { Database } from '../database.ts';

const ROWS = 600;

let store: FaultyStore;
let opened: TestDatabase;
let database: Database;

const outside = (sql: string) => run(database, root, sql);
const byCode = (code: string) => outside(`SELECT COUNT(*) FROM t WHERE code = '${code}'`);
const indexEntries = prefixRange(Uint8Array.of(0x15));

async function entryKeys(): Promise<readonly Uint8Array[]> {
  const keys: Uint8Array[] = [];
  for await (const entries of store.scan(indexEntries)) keys.push(...entries.map(([key]) => key));
  return keys;
}

/** Lets everything go on that waits for no other statement of the test. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

beforeEach(async () => {
  store = createFaultyStore(openMemoryStore());
  opened = await openTestDatabase({ store });
  database = opened.database;
  const rows = Array.from({ length: ROWS }, (_, id) => `(${id}, ${id}, 'a', 'n${id}')`);
  await runScript(
    database,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, old INT, code TEXT, name TEXT UNIQUE);
     CREATE INDEX codes ON t (code);
     CREATE SHARED TABLE children (id INT PRIMARY KEY, name TEXT REFERENCES t (name));
     CREATE INDEX children_name ON children (name);
     CREATE SHARED TABLE other (id INT PRIMARY KEY);
     INSERT INTO t VALUES ${rows.join(', ')}`,
  );
  expect(String(await outside("EXPLAIN SELECT id FROM t WHERE code = 'b'"))).toContain('codes');
});

test('lost entries are there again, and wrong ones are gone', async () => {
  const [first, second] = (await entryKeys()).filter((key) => key[8] === 2);
  const batch = new WriteBatch();
  batch.delete(first as Uint8Array);
  const wrong = new Uint8Array(second as Uint8Array);
  wrong[wrong.indexOf(0x61)] = 0x62;
  batch.put(wrong, new Uint8Array());
  await store.write(batch, { sync: true });
  expect(await byCode('a')).not.toEqual([[BigInt(ROWS)]]);
  await outside('REINDEX INDEX codes');
  expect(await byCode('a')).toEqual([[BigInt(ROWS)]]);
  await database.sweep();
  expect(await entryKeys()).toHaveLength(2 * ROWS);
});

test('writers go on meanwhile', async () => {
  const rebuilding = outside('REINDEX TABLE t');
  for (let id = 0; id < 40; id += 1) {
    await outside(`UPDATE t SET code = 'b' WHERE id = ${id * 10}`);
    await outside(`INSERT INTO t VALUES (${ROWS + id}, 0, 'b', NULL)`);
    await outside(`DELETE FROM t WHERE id = ${id * 10 + 1}`);
    await outside(`UPDATE t SET name = 'm${id}' WHERE id = ${id * 10 + 2}`);
  }
  await rebuilding;
  expect(await byCode('a')).toEqual([[BigInt(ROWS - 80)]]);
  expect(await byCode('b')).toEqual([[80n]]);
  expect(await outside("SELECT id FROM t WHERE name = 'm7'")).toEqual([[72]]);
  expect(await outside("SELECT id FROM t WHERE name = 'n72'")).toEqual([]);
  await expect(outside("INSERT INTO t VALUES (-1, 0, '', 'm7')")).rejects.toMatchObject({
    code: 'CORE_DUPLICATE_KEY',
  });
  await database.sweep();
  expect(await entryKeys()).toHaveLength(2 * ROWS);
});

test.each([
  [1, false],
  [1, true],
  [3, false],
  [4, true],
  [5, false],
  [5, true],
])('a failure of write %s, applied: %s, leaves a whole index', async (nth, applied) => {
  store.setFaults([{ operation: 'write', nth, applied }]);
  await expect(outside('REINDEX INDEX codes')).rejects.toMatchObject({
    code: 'CORE_STORAGE_FAILED',
  });
  store.setFaults([]);
  await outside("UPDATE t SET code = 'b' WHERE id < 10");
  expect(await byCode('b')).toEqual([[10n]]);
  const again = await openTestDatabase({ store, clock: opened.clock });
  database = again.database;
  expect(await byCode('b')).toEqual([[10n]]);
  await database.sweep();
  expect(await entryKeys()).toHaveLength(2 * ROWS);
  await outside('REINDEX INDEX codes');
  expect(await byCode('b')).toEqual([[10n]]);
});

test('a kill in the middle leaves the index as it was, and nothing behind', async () => {
  const one = openClient(database, root);
  await one.run('BEGIN');
  await one.run('SELECT 1');
  const rebuilding = outside('REINDEX INDEX codes');
  await idle();
  expect(await entryKeys()).toHaveLength(3 * ROWS);
  database = (await openTestDatabase({ store, clock: opened.clock })).database;
  await database.sweep();
  expect(await entryKeys()).toHaveLength(2 * ROWS);
  expect(await byCode('a')).toEqual([[BigInt(ROWS)]]);
  await opened.database.close();
  await expect(rebuilding).rejects.toMatchObject({ code: 'CORE_CLOSED' });
});

test('rows with equal keys in a unique index are found, and it stays', async () => {
  const batch = new WriteBatch();
  const names = (await entryKeys()).filter((key) => key[8] === 1);
  for (const key of names) batch.delete(key);
  await store.write(batch, { sync: true });
  await outside("INSERT INTO t VALUES (1000, 0, 'a', 'n5')");
  await expect(outside('REINDEX TABLE t')).rejects.toMatchObject({ code: 'CORE_DUPLICATE_KEY' });
  expect(await byCode('a')).toEqual([[BigInt(ROWS + 1)]]);
  expect(await outside("SELECT id FROM t WHERE name = 'n5'")).toEqual([[1000]]);
});

test('an outlived cancel leaves the index as it was', async () => {
  const cancel = new AbortController();
  cancel.abort();
  const canceled = run(database, root, 'REINDEX INDEX codes', { signal: cancel.signal });
  await expect(canceled).rejects.toMatchObject({ code: 'SQL_CANCELED' });
  await database.sweep();
  expect(await entryKeys()).toHaveLength(2 * ROWS);
});

test('two at once, one after the other', async () => {
  await Promise.all([outside('REINDEX INDEX codes'), outside('REINDEX INDEX codes')]);
  await database.sweep();
  expect(await entryKeys()).toHaveLength(2 * ROWS);
  expect(await byCode('a')).toEqual([[BigInt(ROWS)]]);
});

test('the rows of each user', async () => {
  await outside('CREATE USER TABLE notes (id INT PRIMARY KEY, room INT UNIQUE)');
  await run(database, alice, 'INSERT INTO notes VALUES (1, 7)');
  await outside('INSERT INTO notes VALUES (2, 7)');
  await outside('REINDEX TABLE notes');
  expect(await run(database, alice, 'SELECT id FROM notes WHERE room = 7')).toEqual([[1]]);
  expect(await outside('SELECT id FROM notes WHERE room = 7')).toEqual([[2]]);
});

describe('open transactions', () => {
  const one = () => openClient(database, root);
  let first: ReturnType<typeof openClient>;
  let rebuilding: Promise<readonly Outcome[]>;
  let isDone: boolean;

  async function waitBehind(...statements: readonly string[]): Promise<void> {
    first = one();
    await first.run('BEGIN');
    for (const sql of statements) await first.run(sql);
    isDone = false;
    const indexes = ['codes', 't_name_key'].map((name) => outside(`REINDEX INDEX ${name}`));
    rebuilding = Promise.all(indexes).finally(() => {
      isDone = true;
    });
    await idle();
    expect(isDone).toBe(false);
  }

  test('that have begun before go on to read by the index, and are waited for', async () => {
    await waitBehind("INSERT INTO t VALUES (1000, 0, 'c', 'x')");
    expect(await first.run("SELECT id FROM t WHERE code = 'c'")).toEqual([[1000]]);
    await first.run("UPDATE t SET code = 'c', name = 'y' WHERE id = 1");
    await first.run("INSERT INTO children VALUES (1, 'x'), (2, 'y')");
    expect(await first.run("SELECT COUNT(*) FROM t WHERE code = 'c'")).toEqual([[2n]]);
    await first.run('COMMIT');
    await rebuilding;
    expect(await byCode('c')).toEqual([[2n]]);
  });

  test('that begin meanwhile read by the new entries', async () => {
    await waitBehind('SELECT 1 FROM other');
    const second = one();
    await second.run('BEGIN');
    await second.run("INSERT INTO t VALUES (1000, 0, 'c', 'x')");
    await second.run("UPDATE t SET code = 'c' WHERE id = 1");
    await first.run('COMMIT');
    await rebuilding;
    expect(await second.run("SELECT COUNT(*) FROM t WHERE code = 'c'")).toEqual([[2n]]);
    await second.run("INSERT INTO children VALUES (1, 'x')");
    await expect(second.run("INSERT INTO t VALUES (1001, 0, 'c', 'x')")).rejects.toMatchObject({
      code: 'CORE_DUPLICATE_KEY',
    });
    await second.run('ROLLBACK');
    expect(await byCode('c')).toEqual([[0n]]);
  });

  test('keep what they have read of the former entries', async () => {
    await waitBehind('SELECT 1 FROM other');
    const second = one();
    const third = one();
    for (const client of [second, third]) {
      await client.run('BEGIN');
      await client.run('SELECT 1');
    }
    await second.run("INSERT INTO t VALUES (1000, 0, 'c', 'x')");
    await third.run("INSERT INTO t VALUES (1001, 0, 'c', 'x')");
    await first.run('COMMIT');
    await rebuilding;
    await second.run('COMMIT');
    await expect(third.run('COMMIT')).rejects.toMatchObject({
      code: 'CORE_SERIALIZATION_FAILURE',
    });
    expect(await byCode('c')).toEqual([[1n]]);
  });

  test('and a change of the table beneath', async () => {
    await waitBehind('SELECT 1 FROM other');
    await outside('ALTER TABLE t DROP COLUMN old');
    await outside("INSERT INTO t VALUES (1000, 'c', 'x')");
    await outside("UPDATE t SET code = 'c' WHERE id = 1");
    await first.run('COMMIT');
    await rebuilding;
    expect(await byCode('c')).toEqual([[2n]]);
    expect(await outside("SELECT id FROM t WHERE name = 'x'")).toEqual([[1000]]);
  });

  test('and the drop of an index, which is then not there', async () => {
    await waitBehind('SELECT 1 FROM other');
    const ended = expect(rebuilding).rejects.toMatchObject({ code: 'CORE_INDEX_NOT_FOUND' });
    await outside('DROP INDEX codes');
    await first.run('COMMIT');
    await ended;
    expect(await outside('REINDEX TABLE t')).toBe('Table default.t: 1 index(es) rebuilt');
    await database.sweep();
    expect(await entryKeys()).toHaveLength(ROWS);
  });

  test('are the last that former entries are remembered for', async () => {
    const forget = jest.spyOn(IndexRebuilds.prototype, 'forget');
    await waitBehind('SELECT 1 FROM other');
    const second = one();
    await second.run('BEGIN');
    await second.run('SELECT 1');
    await first.run('COMMIT');
    await rebuilding;
    await idle();
    expect(forget).not.toHaveBeenCalled();
    await second.run('ROLLBACK');
    await idle();
    expect(forget).toHaveBeenCalledTimes(2);
    forget.mockRestore();
  });

  test('are not waited for after a cancel', async () => {
    first = one();
    await first.run('BEGIN');
    await first.run('SELECT 1');
    const cancel = new AbortController();
    const canceled = run(database, root, 'REINDEX INDEX codes', { signal: cancel.signal });
    await idle();
    cancel.abort();
    await expect(canceled).rejects.toMatchObject({ code: 'SQL_CANCELED' });
    await first.run('ROLLBACK');
  });
});

test('entries that came to nothing are not erased while a crash could bring them back', async () => {
  const attempted: WriteBatch[] = [];
  const inner = createFaultyStore(openMemoryStore());
  const recording: FaultyStore = {
    ...inner,
    write(batch, options) {
      const copy = new WriteBatch();
      copy.append(batch);
      attempted.push(copy);
      return inner.write(batch, options);
    },
  };
  const { database: failing } = await openTestDatabase({ store: recording });
  await runScript(
    failing,
    root,
    `CREATE SHARED TABLE t (id INT PRIMARY KEY, a INT UNIQUE);
     INSERT INTO t VALUES (1, 1), (2, 2)`,
  );
  // The one that puts the new entries in the place of the old ones, behind their note and themselves.
  inner.setFaults([{ operation: 'write', nth: 3, applied: false }]);
  await expect(run(failing, root, 'REINDEX TABLE t')).rejects.toMatchObject({
    code: 'CORE_STORAGE_FAILED',
  });
  await failing.sweep();
  const replayed = openMemoryStore();
  for (const batch of attempted) await replayed.write(batch, { sync: true });
  const { database: reopened } = await openTestDatabase({ store: replayed });
  await expect(run(reopened, root, 'INSERT INTO t VALUES (3, 1)')).rejects.toMatchObject({
    code: 'CORE_DUPLICATE_KEY',
  });
});

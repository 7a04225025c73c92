import { expect, test } from '@jest/globals';
import { type KeyValueStore, openMemoryStore } from '@kalamdb/store';
import { createCrashingDisk, createFaultyStore, type FaultyStore } from '@kalamdb/store/testing';
import type { ChangeEvent } from '../../src/change/change-event.ts';
import type { Database } from '../../src/database.ts';
import { root, run, runScript } from '../database/run.ts';
import { openTestDatabase } from '../database/test-database.ts';
import { openClient } from '../database/transaction-client.ts';

const definitions = `
  CREATE SHARED TABLE parents (id INT PRIMARY KEY, name TEXT UNIQUE);
  CREATE USER TABLE children (
    id INT PRIMARY KEY, parent INT REFERENCES parents ON DELETE CASCADE);
  CREATE INDEX children_by_parent ON children (parent);
  INSERT INTO parents VALUES (1, 'a'), (2, 'b');
  INSERT INTO children VALUES (1, 1), (2, 2), (3, 2)`;

/** Inserts, updates, deletes, and rows that cascade, in two tables. */
const changes = [
  "INSERT INTO parents VALUES (3, 'c')",
  "UPDATE parents SET name = 'z' WHERE id = 1",
  'INSERT INTO children VALUES (4, 3)',
  'DELETE FROM parents WHERE id = 2',
];

const before = { parents: '1a 2b', children: '1>1 2>2 3>2', byIndex: '2 3' };
const after = { parents: '1z 3c', children: '1>1 4>3', byIndex: '' };

async function contents(database: Database) {
  const list = async (sql: string) => {
    const rows = await run(database, root, sql);
    return (rows as readonly (readonly unknown[])[]).map((row) => row.join('')).join(' ');
  };
  return {
    parents: await list('SELECT id, name FROM parents ORDER BY id'),
    children: await list("SELECT id, '>', parent FROM children ORDER BY id"),
    byIndex: await list('SELECT id FROM children WHERE parent = 2 ORDER BY id'),
  };
}

async function openFilled(store: KeyValueStore): Promise<Database> {
  const { database } = await openTestDatabase({ store });
  await runScript(database, root, definitions);
  return database;
}

/** COMMIT of the changes, while the store fails as it is told. */
async function commit(database: Database, setFault: () => void): Promise<unknown> {
  const client = openClient(database, root);
  await client.run('BEGIN');
  for (const sql of changes) await client.run(sql);
  setFault();
  return client.run('COMMIT').then(
    () => 'committed',
    (error: { code?: string }) => error.code,
  );
}

const failWrite = (store: FaultyStore, applied: boolean) =>
  store.setFaults([{ operation: 'write', nth: 1, applied }]);

test('COMMIT whose write fails is an error, and nothing of it is there', async () => {
  const store = createFaultyStore(openMemoryStore());
  const database = await openFilled(store);
  const told: ChangeEvent[] = [];
  database.changes.subscribe(({ events }) => told.push(...events));
  expect(await commit(database, () => failWrite(store, false))).toBe('CORE_STORAGE_FAILED');
  expect(await contents(database)).toEqual(before);
  expect(told).toEqual([]);
  // The transaction is over, and the store goes on: the same can be done again.
  expect(await run(database, root, 'SELECT COUNT(*) FROM system.transactions')).toEqual([[0n]]);
  expect(await commit(database, () => store.setFaults([]))).toBe('committed');
  expect(await contents(database)).toEqual(after);
  expect(told).toHaveLength(6);
  await database.close();
  const { database: reopened } = await openTestDatabase({ store });
  expect(await contents(reopened)).toEqual(after);
});

test('COMMIT whose write is there although it failed is wholly there by the next write', async () => {
  const store = createFaultyStore(openMemoryStore());
  const database = await openFilled(store);
  const told: ChangeEvent[] = [];
  database.changes.subscribe(({ events }) => told.push(...events));
  expect(await commit(database, () => failWrite(store, true))).toBe('CORE_STORAGE_FAILED');
  await run(database, root, "INSERT INTO parents VALUES (9, 'i')");
  expect(await contents(database)).toEqual({ ...after, parents: `${after.parents} 9i` });
  expect(told).toHaveLength(7);
  await database.close();
  const { database: reopened } = await openTestDatabase({ store });
  expect(await contents(reopened)).toEqual({ ...after, parents: `${after.parents} 9i` });
});

test('COMMIT whose write fails in a script takes the script with it', async () => {
  const store = createFaultyStore(openMemoryStore());
  const database = await openFilled(store);
  failWrite(store, false);
  const script = runScript(database, root, `BEGIN; ${changes.join(';')}; COMMIT`);
  await expect(script).rejects.toMatchObject({ code: 'CORE_STORAGE_FAILED' });
  expect(await contents(database)).toEqual(before);
});

test('a failed read fails COMMIT or not, but never a part of it', async () => {
  const seen = new Set<unknown>();
  for (const operation of ['getSync', 'getMany', 'scan', 'snapshot'] as const) {
    for (let nth = 1; nth <= 12; nth += 1) {
      const store = createFaultyStore(openMemoryStore());
      const database = await openFilled(store);
      const outcome = await commit(database, () =>
        store.setFaults([{ operation, nth, applied: false }]),
      );
      store.setFaults([]);
      seen.add(outcome);
      expect(await contents(database)).toEqual(outcome === 'committed' ? after : before);
      await database.close();
    }
  }
  expect([...seen].sort()).toEqual(['CORE_STORAGE_FAILED', 'committed']);
});

test('a crash after COMMIT takes nothing, one before it takes all', async () => {
  const disk = createCrashingDisk();
  const database = await openFilled(await disk.open());
  const client = openClient(database, root);
  await client.run('BEGIN');
  for (const sql of changes) await client.run(sql);
  await disk.crash();
  const reopened = await openTestDatabase({ store: await disk.open() });
  expect(await contents(reopened.database)).toEqual(before);
  expect(await commit(reopened.database, () => undefined)).toBe('committed');
  await disk.crash();
  const again = await openTestDatabase({ store: await disk.open() });
  expect(await contents(again.database)).toEqual(after);
});

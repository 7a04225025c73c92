import { expect } from '@jest/globals';
import { type KeyValueStore, openMemoryStore, WriteBatch, wholeKeyspace } from '@kalamdb/store';
import { openTestDatabase } from '../../database/test-database.ts';
import { checkErased, checkInvariants } from './invariants.ts';
import { onBackgroundError } from './refusals.ts';

/** Whatever was under way is gone on with, or has left nothing. */
export async function checkReopened(store: KeyValueStore): Promise<void> {
  const { database } = await openTestDatabase({ store, onBackgroundError });
  const rows = await checkInvariants(store, database);
  await database.sweep();
  const states = [...(await checkInvariants(store, database)).values()];
  expect(states).toEqual([...rows.values()]);
  await checkErased(store, database);
  await database.close();
}

/** What the store holds at this moment. */
export async function copyOf(store: KeyValueStore): Promise<KeyValueStore> {
  const snapshot = store.snapshot();
  const copy = openMemoryStore();
  for await (const entries of snapshot.scan(wholeKeyspace())) {
    const batch = new WriteBatch();
    for (const [key, value] of entries) batch.put(key, value);
    await copy.write(batch, { sync: true });
  }
  snapshot.close();
  return copy;
}

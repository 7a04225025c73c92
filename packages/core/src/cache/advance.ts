import { compareBytes, decodeChangeRecord, type KeyValueStore, logRange } from '@kalamdb/store';
import type { PartitionView } from '../table/partition-view.ts';
import { findVersion } from '../table/versions.ts';
import { startTimeSlice } from '../write/time-slice.ts';
import { type CachedPartition, rowCountOf } from './cached-partition.ts';
import { type ChangedRow, mergeChanges } from './merge-changes.ts';

/** So many changed rows are always worth less than reading the partition again. */
const FEW_CHANGES = 1024;

/**
 * The partition as `view` shows it, which is at its sequence or later: what the change log names in
 * between is read and put in its place. `undefined` when so much has changed that reading all rows
 * anew is cheaper.
 */
export async function advance(
  store: KeyValueStore,
  partition: CachedPartition,
  view: PartitionView,
): Promise<CachedPartition | undefined> {
  const most = Math.max(FEW_CHANGES, rowCountOf(partition) / 4);
  const keys = await changedKeys(store, partition, view.at, most);
  if (keys === undefined) return undefined;
  if (keys.length === 0) return { ...partition, at: view.at };
  const changes: ChangedRow[] = [];
  const slice = startTimeSlice();
  for (const primaryKey of keys) {
    changes.push({ primaryKey, version: findVersion(store, view, primaryKey) });
    if (slice.isSpent()) await slice.pause();
  }
  return { ...partition, at: view.at, segments: mergeChanges(partition, changes) };
}

/** The keys that changed after the partition's sequence up to `at`, ascending, each once. */
async function changedKeys(
  store: KeyValueStore,
  { table, scope, at: after }: CachedPartition,
  at: bigint,
  most: number,
): Promise<readonly Uint8Array[] | undefined> {
  const keys: Uint8Array[] = [];
  const range = logRange(table.definition.id, scope, after, at);
  for await (const entries of store.scan(range, { limit: Math.floor(most) + 1 })) {
    for (const [, record] of entries) keys.push(decodeChangeRecord(record).primaryKey);
  }
  if (keys.length > most) return undefined;
  keys.sort(compareBytes);
  return keys.filter((key, index) => {
    const before = keys[index - 1];
    return before === undefined || compareBytes(before, key) !== 0;
  });
}

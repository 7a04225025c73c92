import {
  type Entry,
  expiryRange,
  headKey,
  historyKey,
  type KeyValueStore,
  logKey,
  rowSequence,
  sequenceOfExpiry,
} from '@kalamdb/store';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import type { Clock } from '../clock.ts';
import { oldestSequence } from '../table/partition-view.ts';
import type { Committer } from '../write/commit/committer.ts';
import type { Staging } from '../write/commit/staging.ts';
import { decodeExpiryRecord } from '../write/expiry-record.ts';

/** Row versions erased by one commit. */
const ROWS_PER_STEP = 500;

export interface ExpireParts {
  readonly store: KeyValueStore;
  readonly committer: Committer;
  readonly catalog: CatalogCache;
  readonly clock: Clock;
}

/**
 * Erase row versions of STREAM tables that have outlived their TTL: the version, its log entry and
 * its entry by age. Readers stopped to see them when they expired, so nothing is published. A row
 * that was written anew meanwhile has a newer version, which stays.
 */
export async function expireStreams(parts: ExpireParts, stopped: () => boolean): Promise<void> {
  for (const table of [...parts.catalog.tablesOfKind('stream')]) {
    const before = oldestSequence(table, { now: parts.clock.now() });
    while (!stopped() && (await expireStep(parts, table, before))) {
      // Each step is a commit of its own; writers take turns with it.
    }
  }
}

/** Erases the oldest expired versions; false when there were none, or the table is gone. */
async function expireStep(
  { store, committer, catalog }: ExpireParts,
  table: StoredTable,
  before: bigint,
): Promise<boolean> {
  const expired: Entry[] = [];
  const range = expiryRange(table.definition.id, before);
  for await (const entries of store.scan(range, { limit: ROWS_PER_STEP })) {
    expired.push(...entries);
  }
  if (expired.length === 0) return false;
  return committer.submit((staging) => {
    if (!catalog.isWritable(table)) return false;
    for (const entry of expired) stageExpiry(staging, table.definition.id, entry);
    return true;
  });
}

function stageExpiry(staging: Staging, tableId: number, [key, value]: Entry): void {
  const sequence = sequenceOfExpiry(key);
  const { scope, primaryKey } = decodeExpiryRecord(value);
  const head = headKey(tableId, scope, primaryKey);
  const newest = staging.get(head);
  if (newest !== undefined && rowSequence(newest) === sequence) staging.delete(head);
  else staging.delete(historyKey(tableId, scope, primaryKey, sequence));
  staging.delete(logKey(tableId, scope, sequence));
  staging.delete(key);
}

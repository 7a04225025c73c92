import {
  type ByteRange,
  type ChangeRecord,
  decodeChangeRecord,
  type KeyValueStore,
  logRange,
  type StoreSnapshot,
  sequenceOfLog,
} from '@kalamdb/store';
import type { PartitionView } from '../table/partition-view.ts';

/** Log entries that are read and resolved together. */
export const LOG_CHUNK = 1024;

/** What one commit did to one row, out of the log. */
export interface LogEntry extends ChangeRecord {
  readonly sequence: bigint;
}

export interface LogCut {
  /** Entries with `after < sequence <= upTo` are read. */
  readonly after: bigint;
  readonly upTo: bigint;
  readonly reverse: boolean;
  /** Entries per chunk. */
  readonly size: number;
}

/**
 * Read a part of a partition's log in chunks and give each to `resolve` with a snapshot of the
 * store. A snapshot lives no longer than its chunk:
 * the reader of a big log may be slow, and versions do not change between chunks. `view` is asked
 * for each chunk, so the end of a table ends the reading with its error.
 */
export async function* readLog<T>(
  store: KeyValueStore,
  view: () => PartitionView,
  cut: LogCut,
  resolve: (
    snapshot: StoreSnapshot,
    view: PartitionView,
    entries: readonly LogEntry[],
  ) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  let { after, upTo } = cut;
  while (after < upTo) {
    const current = view();
    const range = logRange(current.table.definition.id, current.scope, after, upTo);
    const snapshot = store.snapshot();
    let entries: readonly LogEntry[];
    let resolved: readonly T[];
    try {
      entries = await readEntries(snapshot, range, cut);
      resolved = entries.length === 0 ? [] : await resolve(snapshot, current, entries);
    } finally {
      snapshot.close();
    }
    if (resolved.length > 0) yield resolved;
    const last = entries.at(-1);
    if (last === undefined || entries.length < cut.size) return;
    if (cut.reverse) upTo = last.sequence - 1n;
    else after = last.sequence;
  }
}

async function readEntries(
  snapshot: StoreSnapshot,
  range: ByteRange,
  { reverse, size }: LogCut,
): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const chunk of snapshot.scan(range, { reverse, limit: size })) {
    for (const [key, value] of chunk) {
      entries.push({ sequence: sequenceOfLog(key), ...decodeChangeRecord(value) });
    }
  }
  return entries;
}

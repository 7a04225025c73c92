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

/** Most log entries that are read and resolved together. */
const MAX_ENTRIES = 1024;

/** Entries of the first chunk: the size of rows is not known yet, and few may be wanted. */
const FIRST_ENTRIES = 8;

/** How much larger than the one before a chunk may be. */
const GROWTH = 4;

/** Bytes of row versions that a chunk aims at. There is a reader for each slow subscriber. */
const AIM_BYTES = 256 * 1024;

/** What one commit did to one row, out of the log. */
export interface LogEntry extends ChangeRecord {
  readonly sequence: bigint;
}

export interface LogCut {
  /** Entries with `after < sequence <= upTo` are read. */
  readonly after: bigint;
  readonly upTo: bigint;
  readonly reverse: boolean;
}

/** What a chunk of entries became. */
export interface Resolved<T> {
  readonly items: readonly T[];
  /** Size of the row versions that were read. */
  readonly bytes: number;
}

/**
 * Read a part of a partition's log in chunks and give each to `resolve` with a snapshot of the
 * store. Chunks start small and grow as long as their rows take little memory. A snapshot lives no
 * longer than its chunk: the reader of a big log may be slow, and versions do not change between
 * chunks. `view` is asked for each chunk, so the end of a table ends the reading with its error.
 */
export async function* readLog<T>(
  store: KeyValueStore,
  view: () => PartitionView,
  cut: LogCut,
  resolve: (
    snapshot: StoreSnapshot,
    view: PartitionView,
    entries: readonly LogEntry[],
  ) => Promise<Resolved<T>>,
): AsyncGenerator<readonly T[]> {
  let { after, upTo } = cut;
  let size = FIRST_ENTRIES;
  while (after < upTo) {
    const current = view();
    const range = logRange(current.table.definition.id, current.scope, after, upTo);
    const snapshot = store.snapshot();
    let entries: readonly LogEntry[];
    let resolved: Resolved<T>;
    try {
      entries = await readEntries(snapshot, range, cut.reverse, size);
      resolved = await resolve(snapshot, current, entries);
    } finally {
      snapshot.close();
    }
    if (resolved.items.length > 0) yield resolved.items;
    const last = entries.at(-1);
    if (last === undefined || entries.length < size) return;
    size = nextSize(size, resolved.bytes);
    if (cut.reverse) upTo = last.sequence - 1n;
    else after = last.sequence;
  }
}

function nextSize(size: number, bytes: number): number {
  const aim = Math.floor((size * AIM_BYTES) / Math.max(bytes, 1));
  return Math.max(1, Math.min(aim, size * GROWTH, MAX_ENTRIES));
}

async function readEntries(
  snapshot: StoreSnapshot,
  range: ByteRange,
  reverse: boolean,
  size: number,
): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const chunk of snapshot.scan(range, { reverse, limit: size })) {
    for (const [key, value] of chunk) {
      entries.push({ sequence: sequenceOfLog(key), ...decodeChangeRecord(value) });
    }
  }
  return entries;
}

import {
  type ByteRange,
  decodePartitionKey,
  type Entry,
  indexRange,
  type KeyValueReader,
  type KeyValueStore,
  rowDeleted,
  rowSequence,
  tableRanges,
} from '@kalamdb/store';
import { entriesIdOf, type TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { throwIfCanceled } from '../throw-if-canceled.ts';
import { startTimeSlice } from '../write/time-slice.ts';
import { oldestSequence } from './partition-view.ts';

/** How many entries a part of the store has, and the bytes of their keys and values. */
export interface Measure {
  readonly entries: number;
  readonly bytes: number;
}

/** What is stored of a table, of all users. Bytes are those before compression. */
export interface TableMeasures {
  /** Rows that are there: neither deleted nor, in STREAM tables, expired. */
  readonly rows: number;
  /** Deleted or expired rows whose last version is still kept. */
  readonly deletedRows: number;
  /** Users that have any rows, also deleted ones; of a SHARED table 1 or 0. */
  readonly partitions: number;
  /** The newest version of each row. */
  readonly newest: Measure;
  /** Versions before those. */
  readonly former: Measure;
  /** The log of changes, and what finds expired rows. */
  readonly log: Measure;
  readonly indexes: readonly (Measure & { readonly name: string })[];
}

/**
 * Read all of a table, as it is at one moment, and count. SQL_CANCELED after `signal`, with its
 * reason.
 */
export async function measureTable(
  store: KeyValueStore,
  table: StoredTable,
  indexes: readonly TableIndex[],
  { now, signal }: { readonly now: bigint; readonly signal: AbortSignal },
): Promise<TableMeasures> {
  const snapshot = store.snapshot();
  try {
    const measure = (range: ByteRange, visit?: (entry: Entry) => void) =>
      measureRange(snapshot, range, signal, visit);
    const { id } = table.definition;
    const [heads, history, log, expiry] = tableRanges(id);
    const count = new RowCount(oldestSequence(table, { now }));
    const newest = await measure(heads, (entry) => count.add(entry));
    const former = await measure(history);
    const changes = await measure(log);
    const expiries = await measure(expiry);
    const measured: (Measure & { readonly name: string })[] = [];
    for (const { record } of indexes) {
      measured.push({ name: record.name, ...(await measure(indexRange(id, entriesIdOf(record)))) });
    }
    return {
      rows: count.rows,
      deletedRows: newest.entries - count.rows,
      partitions: count.partitions,
      newest,
      former,
      log: {
        entries: changes.entries + expiries.entries,
        bytes: changes.bytes + expiries.bytes,
      },
      indexes: measured,
    };
  } finally {
    snapshot.close();
  }
}

/** Counts heads, which come by scope. */
class RowCount {
  rows = 0;
  partitions = 0;
  readonly #oldest: bigint;
  #scope: string | undefined;

  constructor(oldest: bigint) {
    this.#oldest = oldest;
  }

  add([key, version]: Entry): void {
    if (!rowDeleted(version) && rowSequence(version) >= this.#oldest) this.rows += 1;
    const { scope } = decodePartitionKey(key);
    if (scope === this.#scope) return;
    this.#scope = scope;
    this.partitions += 1;
  }
}

async function measureRange(
  reader: KeyValueReader,
  range: ByteRange,
  signal: AbortSignal,
  visit?: (entry: Entry) => void,
): Promise<Measure> {
  let entries = 0;
  let bytes = 0;
  const slice = startTimeSlice();
  for await (const chunk of reader.scan(range)) {
    for (const entry of chunk) {
      visit?.(entry);
      entries += 1;
      bytes += entry[0].length + entry[1].length;
    }
    if (slice.isSpent()) await slice.pause();
    throwIfCanceled(signal);
  }
  return { entries, bytes };
}

import {
  type ByteRange,
  compareBytes,
  decodeChangeRecord,
  equalBytes,
  headKey,
  headRange,
  type KeyValueReader,
  keyPrefix,
  logRange,
  rowDeleted,
  type StoreSnapshot,
} from '@kalamdb/store';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { entryKey, prefixOf } from '../table/index-range.ts';
import { wholeRowDecoder } from '../table/row-decoder.ts';
import { isNewerThan } from '../table/versions.ts';
import type { Staging } from '../write/commit/staging.ts';
import { readHasChanged } from '../write/serialization-failure.ts';
import { startTimeSlice } from '../write/time-slice.ts';

/** Keys or ranges of one partition beyond this are taken as its being read whole. */
const MOST_READS = 10_000;

/** Asked at COMMIT which entries changed rows have. */
interface ReadTables {
  byId(tableId: number): StoredTable | undefined;
  indexesOf(tableId: number): readonly TableIndex[];
}

/** Rows of one scope of one table. */
export interface RowPartition {
  readonly tableId: number;
  readonly scope: string;
}

/** Which rows of a partition were read, also those that were looked for and not there. */
interface PartitionReads extends RowPartition {
  readonly keys: Map<string, Uint8Array>;
  /** Of head keys. */
  ranges: ByteRange[];
  /** Of keys of index entries. The rows that were found there are among `keys`. */
  entryRanges: ByteRange[];
  isWhole: boolean;
}

/**
 * What a SERIALIZABLE transaction has read: keys of heads, ranges of them and of index entries.
 * Never forgets: what was read before a savepoint's rollback was read.
 */
export class ReadSet {
  readonly #partitions = new Map<string, PartitionReads>();

  /** A reader of one partition's rows that notes what is read through it. */
  recording(partition: RowPartition, reader: KeyValueReader): StoreSnapshot {
    const reads = this.#of(partition);
    return {
      getSync(key) {
        noteKey(reads, key);
        return reader.getSync(key);
      },
      getMany(keys) {
        for (const key of keys) noteKey(reads, key);
        return reader.getMany(keys);
      },
      scan(range, options) {
        noteRange(reads, range);
        return reader.scan(range, options);
      },
      close: () => undefined,
    };
  }

  /** Throws CORE_SERIALIZATION_FAILURE if any of it was committed to after the sequence `at`. */
  async validate(staging: Staging, at: bigint, catalog: ReadTables): Promise<void> {
    const slice = startTimeSlice();
    for (const reads of this.#partitions.values()) {
      for (const key of reads.keys.values()) {
        const head = staging.get(key);
        if (head !== undefined && isNewerThan(head, at)) throw readHasChanged();
        if (slice.isSpent()) await slice.pause();
      }
      if (reads.ranges.length + reads.entryRanges.length > 0) {
        await validateRanges(staging, at, reads, catalog);
      }
    }
  }

  #of({ tableId, scope }: RowPartition): PartitionReads {
    const name = `${tableId} ${scope}`;
    const known = this.#partitions.get(name);
    if (known !== undefined) return known;
    const nothing = { keys: new Map(), ranges: [], entryRanges: [], isWhole: false };
    const reads: PartitionReads = { tableId, scope, ...nothing };
    this.#partitions.set(name, reads);
    return reads;
  }
}

function noteKey(reads: PartitionReads, key: Uint8Array): void {
  if (key[0] !== keyPrefix.HEAD || reads.isWhole) return;
  reads.keys.set(Buffer.from(key).toString('latin1'), key);
  if (reads.keys.size > MOST_READS) noteAll(reads);
}

/** What is read of history and log follows from what is read of heads and indexes. */
function noteRange(reads: PartitionReads, range: ByteRange): void {
  const [kind] = range.gte;
  if (reads.isWhole || (kind !== keyPrefix.HEAD && kind !== keyPrefix.INDEX)) return;
  const known = kind === keyPrefix.HEAD ? reads.ranges : reads.entryRanges;
  if (known.push(range) > MOST_READS) noteAll(reads);
}

function noteAll(reads: PartitionReads): void {
  reads.keys.clear();
  reads.ranges = [headRange(reads.tableId, reads.scope)];
  reads.entryRanges = [];
  reads.isWhole = true;
}

/**
 * Look at every change of the partition since the snapshot: was its row in what was read, or has it
 * come into a range of an index? One that has left such a range was read by its key.
 */
async function validateRanges(
  staging: Staging,
  at: bigint,
  reads: PartitionReads,
  catalog: ReadTables,
): Promise<void> {
  const { tableId, scope, ranges } = reads;
  const hasCome = arrivals(reads, catalog);
  const slice = startTimeSlice();
  for await (const records of staging.scan(logRange(tableId, scope, at))) {
    for (const [, record] of records) {
      const { primaryKey } = decodeChangeRecord(record);
      const key = headKey(tableId, scope, primaryKey);
      if (isInOne(ranges, key) || hasCome(primaryKey, staging.get(key))) throw readHasChanged();
      if (slice.isSpent()) await slice.pause();
    }
  }
}

/** Whether a row, as its head now is, has an entry in what was read of indexes. */
function arrivals(
  { tableId, scope, entryRanges }: PartitionReads,
  catalog: ReadTables,
): (primaryKey: Uint8Array, head: Uint8Array | undefined) => boolean {
  if (entryRanges.length === 0) return () => false;
  const table = catalog.byId(tableId);
  const indexes = catalog.indexesOf(tableId).map((index) => {
    return { index, prefix: prefixOf(index, scope) };
  });
  const isKnown = ({ gte }: ByteRange) =>
    indexes.some(({ prefix }) => equalBytes(gte.subarray(0, prefix.length), prefix));
  // Of an index that was dropped nobody knows what would be in it by now.
  if (table === undefined || !entryRanges.every(isKnown)) return () => true;
  const decoder = wholeRowDecoder(table);
  return (primaryKey, head) => {
    if (head === undefined || rowDeleted(head)) return false;
    const row = decoder.read(head);
    return indexes.some(({ index, prefix }) => {
      const entry = entryKey(index, prefix, row, primaryKey);
      return entry !== undefined && isInOne(entryRanges, entry.key);
    });
  };
}

function isInOne(ranges: readonly ByteRange[], key: Uint8Array): boolean {
  return ranges.some(({ gte, lt }) => compareBytes(key, gte) >= 0 && compareBytes(key, lt) < 0);
}

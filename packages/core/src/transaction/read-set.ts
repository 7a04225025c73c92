import {
  type ByteRange,
  compareBytes,
  decodeChangeRecord,
  headKey,
  headRange,
  type KeyValueReader,
  keyPrefix,
  logRange,
  type StoreSnapshot,
} from '@kalamdb/store';
import { isNewerThan } from '../table/versions.ts';
import { readHasChanged } from '../write/serialization-failure.ts';
import type { Staging } from '../write/staging.ts';
import { startTimeSlice } from '../write/time-slice.ts';

/** Keys or ranges of one partition beyond this are taken as its being read whole. */
const MOST_READS = 10_000;

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
  isWhole: boolean;
}

/**
 * What a SERIALIZABLE transaction has read: keys of heads and ranges of them. A scan of an index
 * counts as one of the whole partition. Never forgets: what was read before a savepoint's rollback
 * was read.
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
  async validate(staging: Staging, at: bigint): Promise<void> {
    const slice = startTimeSlice();
    for (const reads of this.#partitions.values()) {
      for (const key of reads.keys.values()) {
        const head = staging.get(key);
        if (head !== undefined && isNewerThan(head, at)) throw readHasChanged();
        if (slice.isSpent()) await slice.pause();
      }
      if (reads.ranges.length > 0) await validateRanges(staging, reads, at);
    }
  }

  #of({ tableId, scope }: RowPartition): PartitionReads {
    const name = `${tableId} ${scope}`;
    const known = this.#partitions.get(name);
    if (known !== undefined) return known;
    const reads = { tableId, scope, keys: new Map(), ranges: [], isWhole: false };
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
  if (kind === keyPrefix.HEAD && reads.ranges.length < MOST_READS) reads.ranges.push(range);
  else noteAll(reads);
}

function noteAll(reads: PartitionReads): void {
  reads.keys.clear();
  reads.ranges = [headRange(reads.tableId, reads.scope)];
  reads.isWhole = true;
}

/** Look at every change of the partition since the snapshot: was its row in what was read? */
async function validateRanges(
  staging: Staging,
  { tableId, scope, ranges }: PartitionReads,
  at: bigint,
): Promise<void> {
  const slice = startTimeSlice();
  for await (const records of staging.scan(logRange(tableId, scope, at))) {
    for (const [, record] of records) {
      const key = headKey(tableId, scope, decodeChangeRecord(record).primaryKey);
      if (ranges.some((range) => isWithin(key, range))) throw readHasChanged();
      if (slice.isSpent()) await slice.pause();
    }
  }
}

function isWithin(key: Uint8Array, { gte, lt }: ByteRange): boolean {
  return compareBytes(key, gte) >= 0 && compareBytes(key, lt) < 0;
}

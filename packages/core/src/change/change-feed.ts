import type { Row } from '@kalamdb/sql';
import type { ChangeEvent, Commit } from './change-event.ts';

/** Rows of one scope of one table. */
export interface Partition {
  readonly tableId: number;
  readonly scope: string;
}

/**
 * The changes of the database in commit order, past and to come. Listeners are called synchronously,
 * once a commit is durable and before its writer is answered; they must not throw and not block.
 * Because of that, code that reads `lastSequence` and registers in the same tick misses nothing.
 */
export interface ChangeFeed {
  /** The newest published sequence; reading at it sees every published commit and no other. */
  readonly lastSequence: bigint;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (commit: Commit) => void): () => void;
  /**
   * Published changes of a partition with `after < sequence <= upTo`, ascending, in chunks. The
   * cost depends on how many there are, not on the partition's or the database's size.
   */
  readChanges(
    partition: Partition,
    after: bigint,
    upTo: bigint,
  ): AsyncIterable<readonly ChangeEvent[]>;
  /**
   * The partition's live rows at snapshot `at` with `_seq > after`, by `_seq` ascending, or
   * descending when `reverse`, in chunks. Rows are as in ChangeEvent.
   */
  readRows(
    partition: Partition,
    options: { readonly at: bigint; readonly after: bigint; readonly reverse: boolean },
  ): AsyncIterable<readonly Row[]>;
  /** The oldest cursor that `readChanges` can still serve without a gap. */
  oldestCursor(partition: Partition): bigint;
}

import type { Row } from '@kalamdb/sql';
import type { KeyValueStore } from '@kalamdb/store';
import type { StoredTable } from '../catalog/table-definition.ts';
import type { Clock } from '../clock.ts';
import { CoreError } from '../error.ts';
import { oldestSequence, type PartitionView, viewPartition } from '../table/partition-view.ts';
import type { ChangeEvent, Commit } from './change-event.ts';
import type { ChangeFeed, Partition } from './change-feed.ts';
import { readChangeChunks } from './read-changes.ts';
import { readRowChunks } from './read-rows.ts';

/** Finds tables by id; `undefined` for one that does not exist any more. */
export interface TableLookup {
  byId(tableId: number): StoredTable | undefined;
}

/**
 * The change feed of a store: past changes come from the log that each commit writes with its rows,
 * new ones from the committer, which publishes here.
 */
export class StoredChangeFeed implements ChangeFeed {
  readonly #store: KeyValueStore;
  readonly #tables: TableLookup;
  readonly #clock: Clock;
  readonly #listeners = new Set<(commit: Commit) => void>();
  #lastSequence: bigint;

  /** `lastSequence` is the last one that the store holds. */
  constructor(store: KeyValueStore, tables: TableLookup, clock: Clock, lastSequence: bigint) {
    this.#store = store;
    this.#tables = tables;
    this.#clock = clock;
    this.#lastSequence = lastSequence;
  }

  get lastSequence(): bigint {
    return this.#lastSequence;
  }

  subscribe(listener: (commit: Commit) => void): () => void {
    // Wrapped, so that a function that is given twice is two subscriptions.
    const entry = (commit: Commit): void => listener(commit);
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  /** Called by the committer alone, in commit order, once `commit` is durable. */
  publish(commit: Commit): void {
    this.#lastSequence = commit.sequence;
    for (const listener of this.#listeners) {
      try {
        listener(commit);
      } catch (error) {
        // A bug of the listener must not fail the write, which is durable, nor other listeners.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  readChanges(
    partition: Partition,
    after: bigint,
    upTo: bigint,
  ): AsyncIterable<readonly ChangeEvent[]> {
    const published = this.#published(upTo);
    const cut = { after, upTo: published };
    return readChangeChunks(this.#store, () => this.#view(partition, published), cut);
  }

  /** Rows of a STREAM table that have outlived its TTL are left out, as in a SELECT. */
  readRows(
    partition: Partition,
    options: { readonly at: bigint; readonly after: bigint; readonly reverse: boolean },
  ): AsyncIterable<readonly Row[]> {
    const at = this.#published(options.at);
    return readRowChunks(this.#store, () => this.#view(partition, at), { ...options, at });
  }

  /** The log is kept whole, but for STREAM tables: what has outlived the TTL may be erased. */
  oldestCursor({ tableId }: Partition): bigint {
    const table = this.#tables.byId(tableId);
    return table === undefined ? 0n : oldestSequence(table, { now: this.#clock.now() });
  }

  /** What is durable is not yet to be seen before it was published. */
  #published(sequence: bigint): bigint {
    return sequence < this.#lastSequence ? sequence : this.#lastSequence;
  }

  /** Throws CORE_TABLE_NOT_FOUND once the table was dropped. */
  #view({ tableId, scope }: Partition, at: bigint): PartitionView {
    const table = this.#tables.byId(tableId);
    if (table === undefined) {
      throw new CoreError('CORE_TABLE_NOT_FOUND', `table ${tableId} does not exist any more`);
    }
    return viewPartition(table, scope, at, this.#clock.now());
  }
}

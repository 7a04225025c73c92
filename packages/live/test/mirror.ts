import assert from 'node:assert/strict';
import type { LiveChange, LiveQueries, LiveRow, LiveSubscription } from '../src/index.ts';
import { principal, rowObject } from './recording-client.ts';

/** A row as a client holds it. */
export type MirroredRow = Record<string, unknown>;

/**
 * A client that keeps a copy of a query's rows as the protocol asks of one: rows by primary key (by
 * `_seq` without one), a cursor to come back with. Fails when a sequence comes twice or late.
 */
export class Mirror {
  readonly rows = new Map<unknown, MirroredRow>();
  readonly #live: LiveQueries;
  readonly #sql: string;
  readonly #userId: string;
  /** Name of the column that identifies a row. */
  readonly #key: string;
  #subscription: LiveSubscription | undefined;
  #cursor: bigint | undefined;
  #isWritable = true;
  #loading = false;

  constructor(live: LiveQueries, sql: string, { userId, key }: { userId: string; key: string }) {
    this.#live = live;
    this.#sql = sql;
    this.#userId = userId;
    this.#key = key;
  }

  /** Subscribe afresh, or from the cursor when there is one. */
  async connect(batchSize: number): Promise<void> {
    const { from, options } =
      this.#cursor === undefined
        ? { from: undefined, options: { batchSize } }
        : { from: this.#cursor, options: { from: this.#cursor } };
    if (from === undefined) this.rows.clear();
    const subscription: LiveSubscription = this.#live.subscribe(
      { principal: principal(this.#userId), namespace: 'default', sql: this.#sql, options },
      {
        change: (change) => {
          assert(this.#subscription === subscription, 'a closed subscription is told nothing');
          this.#apply(change);
        },
        closed: (error) => assert.fail(String(error)),
        writable: () => this.#isWritable,
      },
    );
    this.#subscription = subscription;
    this.#loading = true;
    await this.nextBatch();
  }

  /** Read a batch, if there are more. */
  async nextBatch(): Promise<boolean> {
    const subscription = this.#subscription;
    if (!this.#loading || subscription === undefined) return false;
    const { rows, hasMore, lastSequence } = await subscription.nextBatch();
    if (subscription !== this.#subscription) return false;
    for (const row of rows) this.#put(row);
    this.#cursor = lastSequence;
    this.#loading = hasMore;
    if (!hasMore) subscription.resume();
    return hasMore;
  }

  disconnect(): void {
    this.#subscription?.close();
    this.#subscription = undefined;
    this.#loading = false;
  }

  get isConnected(): boolean {
    return this.#subscription !== undefined;
  }

  setWritable(isWritable: boolean): void {
    this.#isWritable = isWritable;
    if (isWritable && !this.#loading) this.#subscription?.resume();
  }

  #apply({ kind, row, oldRow, sequence }: LiveChange): void {
    assert(this.#isWritable, 'a full sink is told nothing');
    assert(!this.#loading, 'no change before the last batch');
    assert(this.#cursor === undefined || sequence > this.#cursor, `${sequence} comes twice`);
    this.#cursor = sequence;
    if (kind === 'delete') {
      assert(oldRow !== undefined, 'a delete says what was there');
      const old = rowObject(oldRow);
      this.rows.delete(this.#key === '_seq' ? old._previous_seq : old[this.#key]);
      return;
    }
    if (kind === 'update' && oldRow !== undefined) this.rows.delete(rowObject(oldRow)[this.#key]);
    assert(row !== undefined, 'an insert or update says what is there');
    this.#put(row);
  }

  #put(row: LiveRow): void {
    const object = rowObject(row);
    this.rows.set(object[this.#key], object);
  }
}

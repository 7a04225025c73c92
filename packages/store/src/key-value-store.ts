import type { WriteBatch } from './write-batch.ts';

/** Keys from `gte` (inclusive) to `lt` (exclusive), by unsigned byte order. */
export interface ByteRange {
  readonly gte: Uint8Array;
  readonly lt: Uint8Array;
}

export interface ScanOptions {
  readonly reverse?: boolean;
  /** At most so many entries; unlimited when absent. */
  readonly limit?: number;
}

export type Entry = readonly [key: Uint8Array, value: Uint8Array];

/**
 * Reads of one state of the store. Absent keys are `undefined`, never an error. Bytes that are
 * given to a store or come from it must not be changed.
 */
export interface KeyValueReader {
  /** Blocks until read: for single keys on the way of a request. */
  getSync(key: Uint8Array): Uint8Array | undefined;
  /** Values in the order of `keys`. */
  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]>;
  /**
   * Entries in key order, in chunks of up to a few thousand; never an empty chunk. The state read
   * is that of the moment of the call of `scan`. Ending the iteration early frees its resources;
   * an iterable that is never iterated holds them until the store closes.
   */
  scan(range: ByteRange, options?: ScanOptions): AsyncIterable<readonly Entry[]>;
}

/** A reader of the state at its creation. Must be closed; reads after that throw STORE_CLOSED. */
export interface StoreSnapshot extends KeyValueReader {
  close(): void;
}

export interface WriteOptions {
  /** Resolve only when the batch survives a crash of the machine. */
  readonly sync: boolean;
}

/**
 * An ordered map of byte strings: the hot tier's abstraction. A batch becomes visible and durable
 * as a whole or not at all. Failures are StoreError.
 */
export interface KeyValueStore extends KeyValueReader {
  /** Batches are applied in the order of the calls. */
  write(batch: WriteBatch, options: WriteOptions): Promise<void>;
  /** Removes all keys of the range; not atomic with anything, safe to repeat. */
  clear(range: ByteRange): Promise<void>;
  snapshot(): StoreSnapshot;
  /** Waits for running reads and writes. Later writes, and then all calls, throw STORE_CLOSED. Idempotent. */
  close(): Promise<void>;
}

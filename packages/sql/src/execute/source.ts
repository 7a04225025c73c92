import type { Batch } from '../columnar/batch.ts';
import type { Row, Value } from '../types/value.ts';

/**
 * Bounds on the leading columns of the primary key or keys of an index, with values of their types
 * and never NULL. A bound excludes NULLs. `equal` fixes the first columns; `lower` / `upper` bound the next one.
 */
export interface KeyRange {
  readonly equal: readonly Value[];
  readonly lower: KeyBound | undefined;
  readonly upper: KeyBound | undefined;
}

export interface KeyBound {
  readonly value: Value;
  readonly inclusive: boolean;
}

/** Values of leading keys, none of them NULL; all of one length. */
export type KeyPrefix = readonly Value[];

export interface ScanRequest {
  /** Indexes into the table's columns; the batches' columns come in this order. */
  readonly columns: readonly number[];
  /** The index to read by, of `TableInfo.indexes`; `undefined` means the primary key. */
  readonly index?: number | undefined;
  /** Rows outside must not be returned; `undefined` means the whole table or index. */
  readonly range: KeyRange | undefined;
  /**
   * Instead of a range: rows whose leading keys are one of these, in any order and perhaps twice.
   * Rows come in the order of the keys, each once.
   */
  readonly keys?: readonly KeyPrefix[] | undefined;
  /** Descending key order when true; otherwise ascending. */
  readonly reverse: boolean;
  /** A hint: the reader stops after about so many rows. */
  readonly limit: number | undefined;
  /**
   * Whether deleted rows' last versions are wanted too (the statement mentions `_deleted`).
   */
  readonly includeDeleted: boolean;
  /** To be told where the rows come from, in a word or two, such as `cache`. */
  readonly onSource?: ((name: string) => void) | undefined;
}

/**
 * A table that can be read, at one snapshot and for one row scope. `scan` gives each visible row
 * exactly once, in the order of the primary key or of the index, in batches without a selection. `lookup` reads one row by its
 * whole primary key, synchronously, or `undefined` when there is none. Errors of storage pass
 * through.
 */
export interface TableSource {
  scan(request: ScanRequest): AsyncIterable<Batch>;
  lookup(key: readonly Value[], columns: readonly number[]): Row | undefined;
}

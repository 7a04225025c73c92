import type { Batch } from '../columnar/batch.ts';
import type { Row, Value } from '../types/value.ts';

/**
 * Bounds on the leading columns of the primary key, with values of the columns' types and never
 * NULL. `equal` fixes the first columns; `lower` / `upper` bound the next one.
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

export interface ScanRequest {
  /** Indexes into the table's columns; the batches' columns come in this order. */
  readonly columns: readonly number[];
  /** Rows outside must not be returned; `undefined` means the whole table. */
  readonly range: KeyRange | undefined;
  /** Descending key order when true; otherwise ascending. */
  readonly reverse: boolean;
  /** A hint: the reader stops after about so many rows. */
  readonly limit: number | undefined;
  /**
   * Whether deleted rows' last versions are wanted too (the statement mentions `_deleted`).
   */
  readonly includeDeleted: boolean;
}

/**
 * A table that can be read, at one snapshot and for one row scope. `scan` gives each visible row
 * exactly once, in primary key order, in batches without a selection. `lookup` reads one row by its
 * whole primary key, synchronously, or `undefined` when there is none. Errors of storage pass
 * through.
 */
export interface TableSource {
  scan(request: ScanRequest): AsyncIterable<Batch>;
  lookup(key: readonly Value[], columns: readonly number[]): Row | undefined;
}

import type { StoredTable } from '../catalog/table-definition.ts';
import type { Encoders, Segment } from './segment.ts';

/** All visible rows of a partition as they were at one sequence, column by column. Immutable. */
export interface CachedPartition {
  readonly table: StoredTable;
  readonly scope: string;
  /** The rows are those that a reader at this sequence sees. */
  readonly at: bigint;
  /** Indexes of the table's columns that are kept. */
  readonly columns: readonly number[];
  /** Of the columns; later states of the partition go on with them. */
  readonly encoders: Encoders;
  /** In key order, none of them empty. */
  readonly segments: readonly Segment[];
}

export function rowCountOf({ segments }: CachedPartition): number {
  return segments.reduce((count, { length }) => count + length, 0);
}

export function bytesOf({ segments, encoders }: CachedPartition): number {
  const dictionaries = encoders.reduce((sum, encoder) => sum + (encoder?.memoryBytes ?? 0), 0);
  return segments.reduce((sum, { bytes }) => sum + bytes, dictionaries);
}

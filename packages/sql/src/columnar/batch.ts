import type { Column } from './column.ts';

/** Rows per batch that scans aim for; operators accept any number. */
export const BATCH_ROWS = 4096;

/**
 * Up to a few thousand rows, column by column. All columns have `length` slots. `selection` lists
 * the slots that are rows, ascending and unique; `undefined` means all of them. Filters narrow the
 * selection and leave the columns untouched.
 */
export interface Batch {
  readonly columns: readonly Column[];
  readonly length: number;
  readonly selection: Uint32Array | undefined;
}

/** The number of rows, which is not the number of slots. */
export function rowCount(batch: Batch): number {
  return batch.selection === undefined ? batch.length : batch.selection.length;
}

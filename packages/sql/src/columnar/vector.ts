import type { Column } from './column.ts';

/**
 * An operand of a kernel: a column, or one value for every slot. Slot `i` of the operand is slot
 * `i & mask` of the column; a constant is a column of one slot and a mask of 0, so each kernel
 * needs one loop for both.
 */
export interface Vector {
  readonly column: Column;
  readonly mask: -1 | 0;
}

/** A vector that reads the column as it is. */
export function columnVector(column: Column): Vector {
  return { column, mask: -1 };
}

/** A vector with the column's first slot everywhere. */
export function constantVector(column: Column): Vector {
  return { column, mask: 0 };
}

import type { ColumnBuilder } from './builder.ts';
import type { Column } from './column.ts';
import { allSlots } from './slots.ts';
import { columnVector } from './vector.ts';

/** Append the values of `column` from slot `start` to before slot `end`. */
export function appendRange(
  builder: ColumnBuilder,
  column: Column,
  start: number,
  end: number,
): void {
  if (end > start) builder.appendSlots(columnVector(column), allSlots(end).subarray(start, end));
}

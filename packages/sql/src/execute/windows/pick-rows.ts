import { createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { STEP_ROWS } from './window-rows.ts';

/** Stands for NULL in the place of a position. */
export const NO_POSITION = -1;

/** Stands for the other value at the position itself. */
export const OTHER_VALUE = -2;

/** The position whose value is wanted at a position, or one of the numbers above. */
export type Pick = (position: number) => number;

/** Where values are picked from: both by position. */
interface PickedValues {
  readonly type: SqlType;
  readonly values: Vector;
  readonly other: Vector | undefined;
}

/** The values picked for positions 0 … count - 1. Yields every few milliseconds. */
export function* pickRows(
  { type, values, other }: PickedValues,
  count: number,
  pick: Pick,
): Generator<void, Column> {
  const builder = createBuilder(type, count);
  for (let from = 0; from < count; from += STEP_ROWS) {
    const end = Math.min(from + STEP_ROWS, count);
    for (let position = from; position < end; position++) {
      const at = pick(position);
      if (at >= 0) builder.appendSlot(values.column, at & values.mask);
      else if (at === OTHER_VALUE && other !== undefined) {
        builder.appendSlot(other.column, position & other.mask);
      } else builder.appendNull();
    }
    yield;
  }
  return builder.finish();
}

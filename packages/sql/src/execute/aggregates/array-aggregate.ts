import assert from 'node:assert/strict';
import { createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { columnVector } from '../../columnar/vector.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import { isArray, isRectangular, shapeOf } from '../../types/array-shape.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { ArrayValue, Value } from '../../types/value.ts';
import type { AggregateState } from './aggregate-state.ts';
import { CollectedRows, type RowsByGroup } from './collected-rows.ts';

/**
 * ARRAY_AGG: all values, NULLs too, in an array; of arrays in one with a dimension more. Throws
 * SQL_INVALID_VALUE for arrays whose dimensions differ, or that are empty or NULL.
 */
export function createArrayAggregate(type: SqlType, returns: SqlType): AggregateState {
  const rows = new CollectedRows([type]);
  let sorted: RowsByGroup | undefined;
  return {
    update: ([value], taken) => rows.append([value], taken),
    memoryBytes: () => rows.memoryBytes,
    settle: function* settle(groupCount) {
      sorted = yield* rows.byGroup([], groupCount);
    },
    finish: (groupCount) => {
      assert(sorted !== undefined, 'rows are brought in order before the end');
      return type.kind === 'array'
        ? stacked(sorted, returns, groupCount)
        : collected(sorted, returns, groupCount);
    },
  };
}

function collected({ columns, order, starts }: RowsByGroup, type: SqlType, count: number): Column {
  const builder = createBuilder(type, count);
  assert(builder.layout === 'list', 'ARRAY_AGG gives arrays');
  const values = columnVector(columns[0]);
  for (let group = 0; group < count; group++) {
    const slots = order.subarray(starts[group], starts[group + 1]);
    if (slots.length === 0) builder.appendNull();
    else builder.appendElements(values, slots);
  }
  return builder.finish();
}

function stacked({ columns, order, starts }: RowsByGroup, type: SqlType, count: number): Column {
  const builder = createBuilder(type, count);
  for (let group = 0; group < count; group++) {
    const slots = order.subarray(starts[group], starts[group + 1]);
    const arrays = Array.from(slots, (slot) => columnValue(columns[0], slot));
    builder.append(arrays.length === 0 ? null : stack(arrays));
  }
  return builder.finish();
}

function stack(arrays: readonly Value[]): ArrayValue {
  if (arrays.includes(null)) throw refusal('cannot accumulate null arrays');
  if (arrays.some((array) => isArray(array) && shapeOf(array).length === 0)) {
    throw refusal('cannot accumulate empty arrays');
  }
  const result: ArrayValue = arrays;
  if (!isRectangular(result)) throw refusal('cannot accumulate arrays of different dimensionality');
  return result;
}

function refusal(message: string): SqlError {
  return new SqlError('SQL_INVALID_VALUE', message, { sqlState: conditions.arraySubscriptError });
}

import { asFloat64 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { GroupedRows } from './aggregate-state.ts';
import { growFloat64 } from './grow.ts';

/** Sums of doubles per group, in row order. */
export interface DoubleSum {
  /** Add a double vector, no row NULL. Throws SQL_OUT_OF_RANGE when finite values overflow. */
  add(argument: Vector, rows: GroupedRows): void;
  total(group: number): number;
}

export function createDoubleSum(): DoubleSum {
  let sums: Float64Array = new Float64Array(1);
  return {
    add: (argument, { slots, groupOf, groupCount }) => {
      sums = growFloat64(sums, groupCount);
      if (groupOf === undefined) sums[0] = addAll(sums[0], argument, slots);
      else addGroups(sums, argument, slots, groupOf);
    },
    total: (group) => sums[group] ?? 0,
  };
}

function addAll(start: number, argument: Vector, slots: Uint32Array): number {
  const { values } = asFloat64(argument.column);
  const { mask } = argument;
  let sum = start;
  for (let k = 0; k < slots.length; k++) {
    const value = values[slots[k] & mask];
    const next = sum + value;
    if (!Number.isFinite(next)) checkOverflow(sum, value);
    sum = next;
  }
  return sum;
}

function addGroups(
  sums: Float64Array,
  argument: Vector,
  slots: Uint32Array,
  groupOf: Int32Array,
): void {
  const { values } = asFloat64(argument.column);
  const { mask } = argument;
  for (let k = 0; k < slots.length; k++) {
    const group = groupOf[slots[k]];
    const value = values[slots[k] & mask];
    const next = sums[group] + value;
    if (!Number.isFinite(next)) checkOverflow(sums[group], value);
    sums[group] = next;
  }
}

/** Infinite or NaN is right only when it went in. */
function checkOverflow(sum: number, value: number): void {
  if (Number.isFinite(sum) && Number.isFinite(value)) {
    throw outOfRange(sqlTypes.double);
  }
}

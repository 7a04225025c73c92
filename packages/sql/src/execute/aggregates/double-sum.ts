import { growFloat64 } from '../../columnar/grow.ts';
import { asFloat64 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { GroupedRows, GroupPairs } from './aggregate-state.ts';
import { createSeen } from './seen.ts';

/** Sums of doubles per group, in row order. */
export interface DoubleSum {
  /** Add a double vector, no row NULL. Throws SQL_OUT_OF_RANGE when finite values overflow. */
  add(argument: Vector, rows: GroupedRows): void;
  /** Throws SQL_OUT_OF_RANGE when finite sums overflowed in `combine`. */
  total(group: number): number;
  combine(pairs: GroupPairs): void;
}

export function createDoubleSum(): DoubleSum {
  let sums: Float64Array = new Float64Array(1);
  const overflows = createOverflows();
  return {
    add: (argument, { slots, groupOf, groupCount }) => {
      sums = growFloat64(sums, groupCount);
      if (groupOf === undefined) sums[0] = addAll(sums[0], argument, slots);
      else addGroups(sums, argument, slots, groupOf);
    },
    combine: ({ from, into, groupCount }) => {
      sums = growFloat64(sums, groupCount);
      for (let k = 0; k < from.length; k++) {
        const sum = sums[from[k]] + sums[into[k]];
        if (!Number.isFinite(sum)) overflows.note(from[k], into[k], sums, groupCount);
        sums[into[k]] = sum;
      }
    },
    total: (group) => {
      overflows.check(group);
      return sums[group] ?? 0;
    },
  };
}

/** Groups whose sum is infinite or NaN although what went in was not. */
function createOverflows() {
  const flags = createSeen();
  return {
    /** The sum of two groups, still without the first one in the second, is not finite. */
    note: (from: number, into: number, sums: Float64Array, groupCount: number): void => {
      const overflowed = flags.flags(groupCount);
      const isNew = Number.isFinite(sums[from]) && Number.isFinite(sums[into]);
      if (isNew || overflowed[from] === 1) overflowed[into] = 1;
    },
    check: (group: number): void => {
      if (flags.has(group)) throw outOfRange(sqlTypes.double);
    },
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

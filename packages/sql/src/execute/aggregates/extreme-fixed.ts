import { Float64Builder } from '../../columnar/builders/float64-builder.ts';
import { Int32Builder } from '../../columnar/builders/int32-builder.ts';
import { Int64Builder } from '../../columnar/builders/int64-builder.ts';
import { growBigInt64, growFloat64, growInt32 } from '../../columnar/grow.ts';
import { asFloat64, asInt32, asInt64 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { GroupedRows, GroupPairs } from './aggregate-state.ts';
import type { Extreme } from './best-value.ts';
import { createSeen } from './seen.ts';

/** Extremes of layout `int32`. */
export function createInt32Extreme(type: SqlType, sign: -1 | 1): Extreme {
  let best: Int32Array = new Int32Array(1);
  const seen = createSeen();
  return {
    add: (argument, rows) => {
      best = growInt32(best, rows.groupCount);
      updateInt32(argument, rows, best, seen.flags(rows.groupCount), sign);
    },
    combine: (pairs) => {
      best = growInt32(best, pairs.groupCount);
      combineInt32(pairs, best, seen.flags(pairs.groupCount), sign);
    },
    finish: (groupCount) => {
      const builder = new Int32Builder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        if (seen.has(group)) builder.appendInt32(best[group]);
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

function updateInt32(
  argument: Vector,
  { slots, groupOf }: GroupedRows,
  best: Int32Array,
  seen: Uint8Array,
  sign: -1 | 1,
): void {
  const { values } = asInt32(argument.column);
  const { mask } = argument;
  for (let k = 0; k < slots.length; k++) {
    const group = groupOf === undefined ? 0 : groupOf[slots[k]];
    const value = values[slots[k] & mask];
    const current = best[group];
    const better = sign > 0 ? value > current : value < current;
    if (better || seen[group] === 0) {
      best[group] = value;
      seen[group] = 1;
    }
  }
}

function combineInt32(
  { from, into }: GroupPairs,
  best: Int32Array,
  seen: Uint8Array,
  sign: -1 | 1,
): void {
  for (let k = 0; k < from.length; k++) {
    const source = from[k];
    const target = into[k];
    if (seen[source] === 0) continue;
    const better = sign > 0 ? best[source] > best[target] : best[source] < best[target];
    if (better || seen[target] === 0) {
      best[target] = best[source];
      seen[target] = 1;
    }
  }
}

/** Extremes of layout `int64`. */
export function createInt64Extreme(type: SqlType, sign: -1 | 1): Extreme {
  let best: BigInt64Array = new BigInt64Array(1);
  const seen = createSeen();
  return {
    add: (argument, rows) => {
      best = growBigInt64(best, rows.groupCount);
      updateInt64(argument, rows, best, seen.flags(rows.groupCount), sign);
    },
    combine: (pairs) => {
      best = growBigInt64(best, pairs.groupCount);
      combineInt64(pairs, best, seen.flags(pairs.groupCount), sign);
    },
    finish: (groupCount) => {
      const builder = new Int64Builder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        if (seen.has(group)) builder.appendInt64(best[group]);
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

function updateInt64(
  argument: Vector,
  { slots, groupOf }: GroupedRows,
  best: BigInt64Array,
  seen: Uint8Array,
  sign: -1 | 1,
): void {
  const { values } = asInt64(argument.column);
  const { mask } = argument;
  for (let k = 0; k < slots.length; k++) {
    const group = groupOf === undefined ? 0 : groupOf[slots[k]];
    const value = values[slots[k] & mask];
    const current = best[group];
    const better = sign > 0 ? value > current : value < current;
    if (better || seen[group] === 0) {
      best[group] = value;
      seen[group] = 1;
    }
  }
}

function combineInt64(
  { from, into }: GroupPairs,
  best: BigInt64Array,
  seen: Uint8Array,
  sign: -1 | 1,
): void {
  for (let k = 0; k < from.length; k++) {
    const source = from[k];
    const target = into[k];
    if (seen[source] === 0) continue;
    const better = sign > 0 ? best[source] > best[target] : best[source] < best[target];
    if (better || seen[target] === 0) {
      best[target] = best[source];
      seen[target] = 1;
    }
  }
}

/** Extremes of layout `float64`. */
export function createFloat64Extreme(type: SqlType, sign: -1 | 1): Extreme {
  let best: Float64Array = new Float64Array(1);
  const seen = createSeen();
  return {
    add: (argument, rows) => {
      best = growFloat64(best, rows.groupCount);
      updateFloat64(argument, rows, best, seen.flags(rows.groupCount), sign);
    },
    combine: (pairs) => {
      best = growFloat64(best, pairs.groupCount);
      combineFloat64(pairs, best, seen.flags(pairs.groupCount), sign);
    },
    finish: (groupCount) => {
      const builder = new Float64Builder(type, groupCount);
      for (let group = 0; group < groupCount; group++) {
        if (seen.has(group)) builder.appendFloat64(best[group]);
        else builder.appendNull();
      }
      return builder.finish();
    },
  };
}

function updateFloat64(
  argument: Vector,
  { slots, groupOf }: GroupedRows,
  best: Float64Array,
  seen: Uint8Array,
  sign: -1 | 1,
): void {
  const { values } = asFloat64(argument.column);
  const { mask } = argument;
  for (let k = 0; k < slots.length; k++) {
    const group = groupOf === undefined ? 0 : groupOf[slots[k]];
    const value = values[slots[k] & mask];
    const current = best[group];
    const better = sign > 0 ? isGreater(value, current) : isGreater(current, value);
    if (better || seen[group] === 0) {
      best[group] = value;
      seen[group] = 1;
    }
  }
}

function combineFloat64(
  { from, into }: GroupPairs,
  best: Float64Array,
  seen: Uint8Array,
  sign: -1 | 1,
): void {
  for (let k = 0; k < from.length; k++) {
    const source = from[k];
    const target = into[k];
    if (seen[source] === 0) continue;
    const better =
      sign > 0 ? isGreater(best[source], best[target]) : isGreater(best[target], best[source]);
    if (better || seen[target] === 0) {
      best[target] = best[source];
      seen[target] = 1;
    }
  }
}

/** NaN is the greatest, and equal to itself. */
function isGreater(left: number, right: number): boolean {
  return left > right || (Number.isNaN(left) && !Number.isNaN(right));
}

import assert from 'node:assert/strict';
import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { decimalAt } from '../../columnar/decimal-column.ts';
import { asDecimal, asFloat64, asInt32, asInt64 } from '../../columnar/layout.ts';
import type { SortKey } from '../../plan/plan.ts';
import { compareDecimals, decimalOf } from '../../types/decimal.ts';
import { addDecimals } from '../../types/decimal-arithmetic.ts';
import { type Interval, parseInterval, spanOf } from '../../types/interval.ts';
import { addInterval, addIntervals } from '../../types/interval-arithmetic.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { dayToMicros } from '../../types/timestamp.ts';
import type { Value } from '../../types/value.ts';
import { STEP_ROWS, type WindowRows } from './window-rows.ts';

/** The only sort key of a window: its values by position, and their direction. */
export interface RangeKey {
  readonly column: Column;
  readonly sort: Pick<SortKey, 'descending'>;
}

export interface RangeBound {
  readonly offset: Value;
  /** -1 for PRECEDING, 1 for FOLLOWING. */
  readonly sign: -1 | 1;
  readonly edge: 'start' | 'end';
}

/**
 * How the value at a position compares with the value at another moved by the offset: negative when
 * it is less.
 */
type Comparison = (at: number, from: number) => number;

/**
 * The edge of each position's frame by RANGE with an offset: the first position whose value is not
 * before (edge `start`) or is after (`end`) the position's own value moved by the offset. Bounds
 * move in one direction only, so all of a partition take one pass. Rows with a NULL key are peers
 * and in no frame of others.
 */
export function* rangeEdges(
  { count, partitions, peers }: WindowRows,
  { column, sort }: RangeKey,
  bound: RangeBound,
): Generator<void, Uint32Array> {
  const edges = new Uint32Array(count);
  const compare = comparisonOf(column, bound, sort.descending);
  const passes = bound.edge === 'start' ? -1 : 0;
  let partition = -1;
  let edge = 0;
  let end = 0;
  for (let position = 0; position < count; position++) {
    if (position % STEP_ROWS === STEP_ROWS - 1) yield;
    if (!isValid(column.validity, position)) {
      const group = peers.of[position];
      edges[position] = peers.starts[bound.edge === 'start' ? group : group + 1];
      continue;
    }
    if (partitions.of[position] !== partition) {
      partition = partitions.of[position];
      edge = position;
      end = presentEnd(column, position, partitions.starts[partition + 1]);
    }
    while (edge < end && compare(edge, position) <= passes) edge++;
    edges[position] = edge;
  }
  return edges;
}

/** The end of the values that are not NULL and start at `position`. */
function presentEnd({ validity }: Column, position: number, partitionEnd: number): number {
  if (isValid(validity, partitionEnd - 1)) return partitionEnd;
  let end = position;
  while (end < partitionEnd && isValid(validity, end)) end++;
  return end;
}

function comparisonOf(
  column: Column,
  { offset, sign, edge }: RangeBound,
  descending: boolean,
): Comparison {
  const direction = descending ? -1 : 1;
  const towards = sign * direction < 0 ? -1 : 1;
  // Infinity less infinity: the bound is where it lets every value in.
  const farthest = (edge === 'start' ? -Infinity : Infinity) * direction;
  const ascending = ascendingComparison(column, offset, towards, farthest);
  return descending ? (at, from) => -ascending(at, from) : ascending;
}

/** The comparison in ascending order, the value at `from` moved by `sign` times the offset. */
function ascendingComparison(
  column: Column,
  offset: Value,
  sign: -1 | 1,
  farthest: number,
): Comparison {
  switch (column.type.kind) {
    case 'smallint':
    case 'int': {
      const { values } = asInt32(column);
      const distance = Number(offset) * sign;
      return (at, from) => values[at] - (values[from] + distance);
    }
    case 'bigint': {
      const { values } = asInt64(column);
      const distance = (offset as bigint) * BigInt(sign);
      return (at, from) => compareBigints(values[at], values[from] + distance);
    }
    case 'float':
    case 'double': {
      const { values } = asFloat64(column);
      const distance = Number(offset) * sign;
      return (at, from) => compareDoubles(values[at], moved(values[from], distance, farthest));
    }
    case 'decimal': {
      const decimals = asDecimal(column);
      const { unscaled, scale } = decimalOf(offset as string);
      const distance = { unscaled: unscaled * BigInt(sign), scale };
      return onceMoved(
        (at) => decimalAt(decimals, at),
        (value) => addDecimals(value, distance),
        compareDecimals,
      );
    }
    case 'date': {
      const { values } = asInt32(column);
      const span = parseInterval(offset as string);
      const micros = (at: number): bigint => dayToMicros(values[at], sqlTypes.timestamp);
      const move = (value: bigint) => addInterval(value, span, sign, sqlTypes.timestamp);
      return onceMoved(micros, move, compareBigints);
    }
    case 'time': {
      const { values } = asInt64(column);
      const distance = parseInterval(offset as string).micros * BigInt(sign);
      return (at, from) => compareBigints(values[at], values[from] + distance);
    }
    case 'timestamp':
    case 'datetime': {
      const { values } = asInt64(column);
      const { type } = column;
      const span: Interval = parseInterval(offset as string);
      return onceMoved(
        (at) => values[at],
        (value) => addInterval(value, span, sign, type),
        compareBigints,
      );
    }
    case 'interval': {
      const span = parseInterval(offset as string);
      return onceMoved(
        (at) => parseInterval(String(columnValue(column, at))),
        (value) => addIntervals(value, span, sign),
        (left, right) => compareBigints(spanOf(left), spanOf(right)),
      );
    }
    default:
      return assert.fail(`RANGE with an offset over ${column.type.kind}`);
  }
}

/** Moves each value once, as positions are asked for one after the other. */
function onceMoved<T>(
  valueAt: (at: number) => T,
  move: (value: T) => T,
  compare: (left: T, right: T) => number,
): Comparison {
  let last = -1;
  let bound: T | undefined;
  return (at, from) => {
    if (from !== last || bound === undefined) {
      bound = move(valueAt(from));
      last = from;
    }
    return compare(valueAt(at), bound);
  };
}

/** `farthest` where the sum is not defined. */
function moved(value: number, distance: number, farthest: number): number {
  const sum = value + distance;
  return Number.isNaN(sum) && !Number.isNaN(value) ? farthest : sum;
}

function compareBigints(left: bigint, right: bigint): number {
  return left < right ? -1 : Number(left > right);
}

/** NaN is the greatest, and equal to itself. */
function compareDoubles(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
}

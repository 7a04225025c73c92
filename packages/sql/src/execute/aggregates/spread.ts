import { Float64Builder } from '../../columnar/builders/float64-builder.ts';
import { growFloat64 } from '../../columnar/grow.ts';
import { asFloat64 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { AggregateState, GroupedRows, GroupPairs } from './aggregate-state.ts';
import { type Counter, createCounter } from './count.ts';
import { createExactSpread, type SpreadKind } from './exact-spread.ts';
import { presentRows } from './present-rows.ts';

/** The spread of the values taken in, times their number. */
interface SquareSum {
  /** Add a vector; no row is NULL. Throws SQL_OUT_OF_RANGE. */
  add(argument: Vector, rows: GroupedRows): void;
  /** The sum of the squared distances from the mean of a group. */
  total(group: number): number;
  combine(pairs: GroupPairs): void;
}

/** VARIANCE and STDDEV: of integers and decimals exact ones, of floating point DOUBLEs. */
export function createSpread(argumentType: SqlType, kind: SpreadKind): AggregateState {
  if (typeProperties[argumentType.kind].layout !== 'float64') return createExactSpread(kind);
  const counter = createCounter();
  const sum = createDoubleSquares(counter);
  return {
    update: ([argument], rows) => {
      sum.add(argument, presentRows(argument, rows));
    },
    combine: (pairs) => {
      sum.combine(pairs);
      counter.combine(pairs);
    },
    finish: (groupCount) => {
      const builder = new Float64Builder(sqlTypes.double, groupCount);
      for (let group = 0; group < groupCount; group++) {
        const count = counter.count(group);
        const divisor = kind.population ? count : count - 1;
        if (divisor <= 0) {
          builder.appendNull();
          continue;
        }
        const variance = sum.total(group) / divisor;
        builder.appendFloat64(kind.deviation ? Math.sqrt(variance) : variance);
      }
      return builder.finish();
    },
  };
}

/** Youngs and Cramer's updating formula, in row order; counts the rows itself on the way. */
function createDoubleSquares(counter: Counter): SquareSum {
  let sums: Float64Array = new Float64Array(1);
  let squares: Float64Array = new Float64Array(1);
  let counts: Float64Array = new Float64Array(1);
  return {
    add: (argument, rows) => {
      const { slots, groupOf, groupCount } = rows;
      sums = growFloat64(sums, groupCount);
      squares = growFloat64(squares, groupCount);
      counts = growFloat64(counts, groupCount);
      const { values } = asFloat64(argument.column);
      for (let k = 0; k < slots.length; k++) {
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        const value = values[slots[k] & argument.mask];
        const count = ++counts[group];
        sums[group] += value;
        if (count === 1) {
          squares[group] = Number.isFinite(value) ? 0 : Number.NaN;
          continue;
        }
        const distance = value * count - sums[group];
        const square = squares[group] + (distance * distance) / (count * (count - 1));
        checkOverflow(square, squares[group], value);
        squares[group] = square;
      }
      counter.add(rows);
    },
    total: (group) => squares[group],
    combine: ({ from, into, groupCount }) => {
      sums = growFloat64(sums, groupCount);
      squares = growFloat64(squares, groupCount);
      counts = growFloat64(counts, groupCount);
      combineSquares({ sums, squares, counts }, from, into);
    },
  };
}

interface Squares {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly counts: Float64Array;
}

function combineSquares(state: Squares, from: Int32Array, into: Int32Array): void {
  const { sums, squares, counts } = state;
  for (let k = 0; k < from.length; k++) {
    const source = from[k];
    const target = into[k];
    if (counts[source] === 0) continue;
    const square = combinedSquare(state, source, target);
    squares[target] = square;
    sums[target] += sums[source];
    counts[target] += counts[source];
  }
}

/**
 * Youngs and Cramer's formula for two samples. A sample of one value is added as a row is, so that
 * running results are those of PostgreSQL to the bit.
 */
function combinedSquare(
  { sums, squares, counts }: Squares,
  source: number,
  target: number,
): number {
  const [added, present] = [counts[source], counts[target]];
  const count = added + present;
  if (present === 0) return squares[source];
  if (added === 1 || present === 1) {
    const value = added === 1 ? sums[source] : sums[target];
    const before = added === 1 ? squares[target] : squares[source];
    if (!Number.isFinite(value)) return Number.NaN;
    const distance = value * count - (sums[source] + sums[target]);
    return before + (distance * distance) / (count * (count - 1));
  }
  const distance = sums[source] / added - sums[target] / present;
  return squares[target] + squares[source] + (added * present * distance * distance) / count;
}

function checkOverflow(square: number, before: number, value: number): void {
  if (square === Infinity && Number.isFinite(before) && Number.isFinite(value)) {
    throw outOfRange(sqlTypes.double);
  }
}

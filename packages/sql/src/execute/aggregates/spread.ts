import { Float64Builder } from '../../columnar/builders/float64-builder.ts';
import { asFloat64, asInt32, asInt64 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { AggregateState, GroupedRows } from './aggregate-state.ts';
import { type Counter, createCounter } from './count.ts';
import { growFloat64 } from './grow.ts';
import { presentRows } from './present-rows.ts';

/** Which of VARIANCE and STDDEV is wanted. */
export interface SpreadKind {
  /** Over n instead of n - 1: the values are all there are, not a sample. */
  readonly population: boolean;
  /** The square root of the variance. */
  readonly deviation: boolean;
}

/** The spread of the values taken in, times their number. */
interface SquareSum {
  /** Add a vector; no row is NULL. Throws SQL_OUT_OF_RANGE. */
  add(argument: Vector, rows: GroupedRows): void;
  /** The sum of the squared distances from the mean, of a group of `count` values. */
  total(group: number, count: number): number;
}

/** VARIANCE and STDDEV: exact for integers but for the last step, for doubles as PostgreSQL. */
export function createSpread(argumentType: SqlType, kind: SpreadKind): AggregateState {
  const counter = createCounter();
  const isFloating = typeProperties[argumentType.kind].layout === 'float64';
  const sum = isFloating ? createDoubleSquares(counter) : createIntegerSquares();
  return {
    update: ([argument], rows) => {
      const values = presentRows(argument, rows);
      sum.add(argument, values);
      if (!isFloating) counter.add(values);
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
        const variance = sum.total(group, count) / divisor;
        builder.appendFloat64(kind.deviation ? Math.sqrt(variance) : variance);
      }
      return builder.finish();
    },
  };
}

/** n·Σx² - (Σx)², in BigInts: exact, whatever the values. */
function createIntegerSquares(): SquareSum {
  const sums: bigint[] = [];
  const squares: bigint[] = [];
  return {
    add: ({ column, mask }, { slots, groupOf, groupCount }) => {
      while (sums.length < groupCount) {
        sums.push(0n);
        squares.push(0n);
      }
      const values = column.layout === 'int32' ? asInt32(column).values : asInt64(column).values;
      for (let k = 0; k < slots.length; k++) {
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        const value = BigInt(values[slots[k] & mask]);
        sums[group] += value;
        squares[group] += value * value;
      }
    },
    total: (group, count) =>
      Number(BigInt(count) * squares[group] - sums[group] * sums[group]) / count,
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
  };
}

function checkOverflow(square: number, before: number, value: number): void {
  if (square === Infinity && Number.isFinite(before) && Number.isFinite(value)) {
    throw outOfRange(sqlTypes.double);
  }
}

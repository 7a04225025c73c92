import { DecimalBuilder } from '../../columnar/builders/decimal-builder.ts';
import type { Column } from '../../columnar/column.ts';
import { decimalAt } from '../../columnar/decimal-column.ts';
import { asDecimal, asInt32, asInt64 } from '../../columnar/layout.ts';
import type { Vector } from '../../columnar/vector.ts';
import { type Decimal, powerOfTen } from '../../types/decimal.ts';
import { divideToScale, divisionScale } from '../../types/decimal-arithmetic.ts';
import { squareRootAt } from '../../types/decimal-roots.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState, GroupedRows, GroupPairs } from './aggregate-state.ts';
import { createCounter } from './count.ts';
import { presentRows } from './present-rows.ts';

/** Which of VARIANCE and STDDEV is wanted. */
export interface SpreadKind {
  /** Over n instead of n - 1: the values are all there are, not a sample. */
  readonly population: boolean;
  /** The square root of the variance. */
  readonly deviation: boolean;
}

/** VARIANCE and STDDEV of integers and decimals: exact but for the last division and root. */
export function createExactSpread(kind: SpreadKind): AggregateState {
  const counter = createCounter();
  const moments = new Moments();
  return {
    update: ([argument], rows) => {
      const values = presentRows(argument, rows);
      moments.add(argument, values);
      counter.add(values);
    },
    combine: (pairs) => {
      moments.combine(pairs);
      counter.combine(pairs);
    },
    finish: (groupCount) => {
      const builder = new DecimalBuilder(sqlTypes.decimal, groupCount);
      for (let group = 0; group < groupCount; group++) {
        const count = counter.count(group);
        if (count === 0 || (count === 1 && !kind.population)) {
          builder.appendNull();
          continue;
        }
        const { unscaled, scale } = spreadOf(moments.distances(group, count), count, kind);
        builder.appendUnscaled(unscaled, scale);
      }
      return builder.finish();
    },
  };
}

/** `distances` is n times the sum of the squared distances from the mean. */
function spreadOf(distances: Decimal, count: number, kind: SpreadKind): Decimal {
  if (distances.unscaled === 0n) return { unscaled: 0n, scale: 0 };
  const others = kind.population ? count : count - 1;
  const divisor = { unscaled: BigInt(count) * BigInt(others), scale: 0 };
  const scale = divisionScale(distances, divisor);
  const variance = divideToScale(distances, divisor, scale);
  return kind.deviation ? squareRootAt(variance, scale) : variance;
}

/** Sums and sums of squares per group, as BigInts of one scale for all groups and its double. */
class Moments {
  readonly #sums: bigint[] = [];
  readonly #squares: bigint[] = [];
  #scale = 0;
  /** The greatest scale of the values of each group. */
  readonly #scales: number[] = [];

  add(argument: Vector, { slots, groupOf, groupCount }: GroupedRows): void {
    this.#reserve(groupCount);
    const read = reader(argument.column);
    for (let k = 0; k < slots.length; k++) {
      const group = groupOf === undefined ? 0 : groupOf[slots[k]];
      const { unscaled, scale } = read(slots[k] & argument.mask);
      if (scale > this.#scale) this.#rescale(scale);
      if (scale > this.#scales[group]) this.#scales[group] = scale;
      const value = scale === this.#scale ? unscaled : unscaled * powerOfTen(this.#scale - scale);
      this.#sums[group] += value;
      this.#squares[group] += value * value;
    }
  }

  combine({ from, into, groupCount }: GroupPairs): void {
    this.#reserve(groupCount);
    for (let k = 0; k < from.length; k++) {
      this.#sums[into[k]] += this.#sums[from[k]];
      this.#squares[into[k]] += this.#squares[from[k]];
      this.#scales[into[k]] = Math.max(this.#scales[into[k]], this.#scales[from[k]]);
    }
  }

  /** n·Σx² - (Σx)², at twice the scale of the group's values. */
  distances(group: number, count: number): Decimal {
    const unscaled = BigInt(count) * this.#squares[group] - this.#sums[group] ** 2n;
    const scale = this.#scales[group] * 2;
    return { unscaled: unscaled / powerOfTen(this.#scale * 2 - scale), scale };
  }

  #reserve(groupCount: number): void {
    while (this.#sums.length < groupCount) {
      this.#sums.push(0n);
      this.#squares.push(0n);
      this.#scales.push(0);
    }
  }

  #rescale(scale: number): void {
    const factor = powerOfTen(scale - this.#scale);
    this.#scale = scale;
    for (let group = 0; group < this.#sums.length; group++) {
      this.#sums[group] *= factor;
      this.#squares[group] *= factor * factor;
    }
  }
}

function reader(column: Column): (slot: number) => Decimal {
  if (column.layout === 'decimal') {
    const decimals = asDecimal(column);
    return (slot) => decimalAt(decimals, slot);
  }
  const { values } = column.layout === 'int32' ? asInt32(column) : asInt64(column);
  return (slot) => ({ unscaled: BigInt(values[slot]), scale: 0 });
}

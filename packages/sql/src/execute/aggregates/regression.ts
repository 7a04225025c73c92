import { Float64Builder } from '../../columnar/builders/float64-builder.ts';
import { growFloat64 } from '../../columnar/grow.ts';
import { asFloat64 } from '../../columnar/layout.ts';
import { selectPresent } from '../../columnar/slots.ts';
import type { Vector } from '../../columnar/vector.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { AggregateState, GroupedRows, GroupPairs } from './aggregate-state.ts';
import { createCount } from './count.ts';

/** Sums over pairs (y, x); `sxx`, `syy` and `sxy` are of distances from the means. */
interface PairSums {
  readonly count: number;
  readonly sx: number;
  readonly sy: number;
  readonly sxx: number;
  readonly syy: number;
  readonly sxy: number;
}

/** By function, the result for a group with at least one pair; `undefined` is NULL. */
const results = {
  corr: ({ sxx, syy, sxy }) => (sxx === 0 || syy === 0 ? undefined : sxy / Math.sqrt(sxx * syy)),
  covar_pop: ({ count, sxy }) => sxy / count,
  covar_samp: ({ count, sxy }) => (count < 2 ? undefined : sxy / (count - 1)),
  regr_avgx: ({ count, sx }) => sx / count,
  regr_avgy: ({ count, sy }) => sy / count,
  regr_sxx: ({ sxx }) => sxx,
  regr_syy: ({ syy }) => syy,
  regr_sxy: ({ sxy }) => sxy,
  regr_slope: ({ sxx, sxy }) => (sxx === 0 ? undefined : sxy / sxx),
  regr_intercept: ({ count, sx, sy, sxx, sxy }) =>
    sxx === 0 ? undefined : (sy - (sx * sxy) / sxx) / count,
  regr_r2: ({ sxx, syy, sxy }) => {
    if (sxx === 0) return undefined;
    return syy === 0 ? 1 : (sxy * sxy) / (sxx * syy);
  },
} satisfies Record<string, (sums: PairSums) => number | undefined>;

export type RegressionName = keyof typeof results;

/** The names of all but REGR_COUNT, which counts. */
export const regressionNames = Object.keys(results) as readonly RegressionName[];

/** A linear regression or correlation of doubles, over the pairs without a NULL. */
export function createRegression(name: RegressionName): AggregateState {
  const sums = new Sums();
  const result: (sums: PairSums) => number | undefined = results[name];
  return {
    update: ([y, x], rows) => sums.add(y, x, presentPairs(y, x, rows)),
    combine: (pairs) => sums.combine(pairs),
    finish: (groupCount) => {
      const builder = new Float64Builder(sqlTypes.double, groupCount);
      for (let group = 0; group < groupCount; group++) {
        const pairs = sums.of(group);
        const value = pairs.count === 0 ? undefined : result(pairs);
        if (value === undefined) builder.appendNull();
        else builder.appendFloat64(value);
      }
      return builder.finish();
    },
  };
}

/** REGR_COUNT: the pairs without a NULL. */
export function createPairCount(): AggregateState {
  const count = createCount();
  return {
    ...count,
    update: ([y, x], rows) => count.update([], presentPairs(y, x, rows)),
  };
}

/** The rows of which neither value is NULL. */
function presentPairs(y: Vector, x: Vector, rows: GroupedRows): GroupedRows {
  if (y.column.validity === undefined && x.column.validity === undefined) return rows;
  const out = new Uint32Array(rows.slots.length);
  const ofY = out.subarray(0, selectPresent(y, rows.slots, out));
  return { ...rows, slots: out.subarray(0, selectPresent(x, ofY, out)) };
}

/** Six numbers per group: count, sx, sy, sxx, syy, sxy. */
const WIDTH = 6;

/** Youngs and Cramer's updating formulas, in row order, as PostgreSQL has them. */
class Sums {
  #values: Float64Array = new Float64Array(WIDTH);

  add(y: Vector, x: Vector, { slots, groupOf, groupCount }: GroupedRows): void {
    this.#values = growFloat64(this.#values, groupCount * WIDTH);
    const ys = asFloat64(y.column).values;
    const xs = asFloat64(x.column).values;
    for (let k = 0; k < slots.length; k++) {
      const group = groupOf === undefined ? 0 : groupOf[slots[k]];
      addPair(this.#values, group * WIDTH, ys[slots[k] & y.mask], xs[slots[k] & x.mask]);
    }
  }

  combine({ from, into, groupCount }: GroupPairs): void {
    this.#values = growFloat64(this.#values, groupCount * WIDTH);
    for (let k = 0; k < from.length; k++) {
      combineSums(this.#values, from[k] * WIDTH, into[k] * WIDTH);
    }
  }

  of(group: number): PairSums {
    const at = group * WIDTH;
    const [count = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0] = this.#values.subarray(
      at,
      at + WIDTH,
    );
    return { count, sx, sy, sxx, syy, sxy };
  }
}

function addPair(sums: Float64Array, at: number, y: number, x: number): void {
  const count = ++sums[at];
  const sx = sums[at + 1] + x;
  const sy = sums[at + 2] + y;
  if (count === 1) {
    sums[at + 3] = Number.isFinite(x) ? 0 : Number.NaN;
    sums[at + 4] = Number.isFinite(y) ? 0 : Number.NaN;
    sums[at + 5] = Number.isFinite(x) && Number.isFinite(y) ? 0 : Number.NaN;
  } else {
    const dx = x * count - sx;
    const dy = y * count - sy;
    const scale = 1 / (count * (count - 1));
    const before = sums[at + 1] + sums[at + 2];
    const isExpected = !(Number.isFinite(before) && Number.isFinite(x) && Number.isFinite(y));
    sums[at + 3] = checked(sums[at + 3] + dx * dx * scale, isExpected);
    sums[at + 4] = checked(sums[at + 4] + dy * dy * scale, isExpected);
    sums[at + 5] = checked(sums[at + 5] + dx * dy * scale, isExpected);
  }
  sums[at + 1] = sx;
  sums[at + 2] = sy;
}

/**
 * Youngs and Cramer's formulas for two samples: the one at `from` goes into the one at `to`. A
 * sample of one pair is added as a row is, so that running sums are those of PostgreSQL to the bit.
 */
function combineSums(sums: Float64Array, from: number, to: number): void {
  const [added, present] = [sums[from], sums[to]];
  if (added === 0) return;
  if (added === 1 && present > 0) {
    addPair(sums, to, sums[from + 2], sums[from + 1]);
    return;
  }
  if (present <= 1) {
    const [x, y] = [sums[to + 1], sums[to + 2]];
    sums.copyWithin(to, from, from + WIDTH);
    if (present === 1) addPair(sums, to, y, x);
    return;
  }
  const count = added + present;
  const dx = sums[from + 1] / added - sums[to + 1] / present;
  const dy = sums[from + 2] / added - sums[to + 2] / present;
  const weight = (added * present) / count;
  sums[to] = count;
  sums[to + 1] += sums[from + 1];
  sums[to + 2] += sums[from + 2];
  sums[to + 3] += sums[from + 3] + dx * dx * weight;
  sums[to + 4] += sums[from + 4] + dy * dy * weight;
  sums[to + 5] += sums[from + 5] + dx * dy * weight;
}

/** Infinity from finite values is an overflow; from infinite ones nothing is known. */
function checked(sum: number, isExpected: boolean): number {
  if (Number.isFinite(sum) || Number.isNaN(sum)) return sum;
  if (!isExpected) throw outOfRange(sqlTypes.double);
  return Number.NaN;
}

import assert from 'node:assert/strict';
import { createBuilder } from '../../columnar/builder.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { SqlError } from '../../error.ts';
import { isArray } from '../../types/array-shape.ts';
import { formatInterval, parseInterval } from '../../types/interval.ts';
import { addIntervals, scaleInterval } from '../../types/interval-arithmetic.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import type { RowsByGroup } from './collected-rows.ts';
import type { OrderedSetResult } from './ordered-set-result.ts';

/** PERCENTILE_CONT: between the two rows next to the fraction, in proportion. */
export const continuousPercentile = percentile(({ type, count, valueAt }, fraction) => {
  const at = fraction * (count - 1);
  const low = Math.floor(at);
  const lower = valueAt(low);
  return at === low ? lower : between(type, lower, valueAt(low + 1), at - low);
});

/** PERCENTILE_DISC: the first row at or past the fraction. */
export const discretePercentile = percentile(({ count, valueAt }, fraction) =>
  valueAt(Math.max(0, Math.ceil(fraction * count) - 1)),
);

/** The sorted rows of a group, at least one. */
interface Sorted {
  readonly type: SqlType;
  readonly count: number;
  /** The key of the row at an index from 0. */
  readonly valueAt: (index: number) => Value;
}

/** Of one fraction a value, of an array of them an array of the same shape; NULL without rows. */
function percentile(select: (sorted: Sorted, fraction: number) => Value): OrderedSetResult {
  return (rows, { function: { returns } }, groupCount) => {
    const builder = createBuilder(returns, groupCount);
    for (let group = 0; group < groupCount; group++) {
      const sorted = sortedRows(rows, group);
      const fractions = sorted.count === 0 ? null : fractionsOf(rows, group);
      builder.append(eachFraction(fractions, (fraction) => select(sorted, fraction)));
    }
    return builder.finish();
  };
}

function sortedRows({ order, starts, columns }: RowsByGroup, group: number): Sorted {
  const start = starts[group];
  const [, key] = columns;
  return {
    type: key.type,
    count: starts[group + 1] - start,
    valueAt: (index) => columnValue(key, order[start + index]),
  };
}

/** The direct argument, which is the same in all rows of a group. */
function fractionsOf({ order, starts, columns }: RowsByGroup, group: number): Value {
  return columnValue(columns[0], order[starts[group]]);
}

function eachFraction(fractions: Value, select: (fraction: number) => Value): Value {
  if (fractions === null) return null;
  if (isArray(fractions)) return fractions.map((each) => eachFraction(each, select));
  const fraction = Number(fractions);
  if (fraction >= 0 && fraction <= 1) return select(fraction);
  throw new SqlError('SQL_OUT_OF_RANGE', `percentile value ${fraction} is not between 0 and 1`);
}

/** Of numbers and intervals. */
function between({ kind }: SqlType, lower: Value, upper: Value, part: number): Value {
  if (typeof lower === 'number' && typeof upper === 'number') return lower + part * (upper - lower);
  assert(kind === 'interval', 'only numbers and intervals have values between them');
  const [from, to] = [parseInterval(String(lower)), parseInterval(String(upper))];
  const way = scaleInterval(addIntervals(to, from, -1), part);
  return formatInterval(addIntervals(from, way, 1));
}

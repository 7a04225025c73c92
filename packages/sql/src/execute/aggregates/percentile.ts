import { isValid } from '../../columnar/bitmap.ts';
import { createBuilder } from '../../columnar/builder.ts';
import { Float64Builder } from '../../columnar/builders/float64-builder.ts';
import type { Column } from '../../columnar/column.ts';
import { asFloat64 } from '../../columnar/layout.ts';
import { SqlError } from '../../error.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { RowsByGroup } from './collected-rows.ts';
import type { OrderedSetResult } from './ordered-set-result.ts';

/** PERCENTILE_CONT: between the two rows next to the fraction, in proportion. */
export const continuousPercentile: OrderedSetResult = (rows, _, groupCount) => {
  const { order, columns } = rows;
  const { values } = asFloat64(columns[1]);
  const builder = new Float64Builder(sqlTypes.double, groupCount);
  for (let group = 0; group < groupCount; group++) {
    const place = placeOf(rows, group);
    if (place === undefined) {
      builder.appendNull();
      continue;
    }
    const at = place.fraction * (place.count - 1);
    const low = Math.floor(at);
    const lower = values[order[place.start + low]];
    const upper = values[order[place.start + Math.ceil(at)]];
    const isBetween = low !== Math.ceil(at);
    builder.appendFloat64(isBetween ? lower + (at - low) * (upper - lower) : lower);
  }
  return builder.finish();
};

/** PERCENTILE_DISC: the first row at or past the fraction. */
export const discretePercentile: OrderedSetResult = (
  rows,
  { function: { returns } },
  groupCount,
) => {
  const { order, columns } = rows;
  const builder = createBuilder(returns, groupCount);
  for (let group = 0; group < groupCount; group++) {
    const place = placeOf(rows, group);
    if (place === undefined) {
      builder.appendNull();
      continue;
    }
    const index = Math.max(0, Math.ceil(place.fraction * place.count) - 1);
    builder.appendSlot(columns[1], order[place.start + index]);
  }
  return builder.finish() as Column;
};

interface Place {
  readonly start: number;
  readonly count: number;
  readonly fraction: number;
}

/** A group's rows and its fraction; `undefined` without rows and for a NULL. SQL_OUT_OF_RANGE. */
function placeOf({ order, starts, columns }: RowsByGroup, group: number): Place | undefined {
  const start = starts[group];
  const count = starts[group + 1] - start;
  if (count === 0) return undefined;
  const fractions = asFloat64(columns[0]);
  const first = order[start];
  if (!isValid(fractions.validity, first)) return undefined;
  const fraction = fractions.values[first];
  if (fraction >= 0 && fraction <= 1) return { start, count, fraction };
  throw new SqlError('SQL_OUT_OF_RANGE', `percentile value ${fraction} is not between 0 and 1`);
}

import { createBuilder } from '../../columnar/builder.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { growBigInt64, growFloat64 } from '../../columnar/grow.ts';
import {
  checkInterval,
  formatInterval,
  type Interval,
  parseInterval,
} from '../../types/interval.ts';
import { divideInterval } from '../../types/interval-arithmetic.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import { createCounter } from './count.ts';
import { presentRows } from './present-rows.ts';

/** SUM and (`average`) AVG of intervals, field by field. Throws SQL_OUT_OF_RANGE. */
export function createIntervalSum(average: boolean): AggregateState {
  const counter = createCounter();
  let months: Float64Array = new Float64Array(1);
  let days: Float64Array = new Float64Array(1);
  let micros: BigInt64Array = new BigInt64Array(1);
  return {
    update: ([argument], rows) => {
      const present = presentRows(argument, rows);
      const { slots, groupOf, groupCount } = present;
      counter.add(present);
      months = growFloat64(months, groupCount);
      days = growFloat64(days, groupCount);
      micros = growBigInt64(micros, groupCount);
      for (let k = 0; k < slots.length; k++) {
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        const value = parseInterval(String(columnValue(argument.column, slots[k] & argument.mask)));
        const sum = checkInterval({
          months: months[group] + value.months,
          days: days[group] + value.days,
          micros: micros[group] + value.micros,
        });
        months[group] = sum.months;
        days[group] = sum.days;
        micros[group] = sum.micros;
      }
    },
    combine: (pairs) => {
      const { from, into, groupCount } = pairs;
      counter.combine(pairs);
      months = growFloat64(months, groupCount);
      days = growFloat64(days, groupCount);
      micros = growBigInt64(micros, groupCount);
      for (let k = 0; k < from.length; k++) {
        months[into[k]] += months[from[k]];
        days[into[k]] += days[from[k]];
        micros[into[k]] += micros[from[k]];
      }
    },
    finish: (groupCount) => {
      const builder = createBuilder(sqlTypes.interval, groupCount);
      for (let group = 0; group < groupCount; group++) {
        const count = counter.count(group);
        if (count === 0) {
          builder.appendNull();
          continue;
        }
        const sum: Interval = checkInterval({
          months: months[group],
          days: days[group],
          micros: micros[group],
        });
        builder.append(formatInterval(average ? divideInterval(sum, count) : sum));
      }
      return builder.finish();
    },
  };
}

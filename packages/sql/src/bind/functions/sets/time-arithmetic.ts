import { MICROS_PER_DAY } from '../../../types/date-time-text.ts';
import { formatInterval, type Interval, parseInterval } from '../../../types/interval.ts';
import {
  addInterval,
  addIntervals,
  betweenInstants,
  divideInterval,
  scaleInterval,
} from '../../../types/interval-arithmetic.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import { checkDay, checkInstant, dayToMicros, microsOfDay } from '../../../types/timestamp.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { checkInt } from './arithmetic.ts';
import { strictFunction } from './define.ts';

const { int, double, date, time, timestamp, datetime, interval } = sqlTypes;

type Row = (left: Value, right: Value) => Value;

/** `+ - * /` of dates, times, instants and intervals, as PostgreSQL has them. */
export const timeArithmetic: readonly ScalarFunction[] = [
  ...commutative('+', date, int, date, (day, count) => checkDay(Number(day) + Number(count))),
  operator('-', date, int, date, (day, count) => checkDay(Number(day) - Number(count))),
  operator('-', date, date, int, (left, right) => checkInt(Number(left) - Number(right))),
  ...commutative('+', date, time, timestamp, (day, clock) =>
    checkInstant(BigInt(day as number) * MICROS_PER_DAY + (clock as bigint), timestamp),
  ),
  ...moving(date, timestamp, (day) => dayToMicros(day as number, timestamp)),
  ...moving(timestamp, timestamp, (micros) => micros as bigint),
  ...moving(datetime, datetime, (micros) => micros as bigint),
  ...[timestamp, datetime].map((type) =>
    operator('-', type, type, interval, (left, right) =>
      formatInterval(betweenInstants(left as bigint, right as bigint)),
    ),
  ),
  ...commutative('+', time, interval, time, (clock, span) =>
    microsOfDay((clock as bigint) + readSpan(span).micros),
  ),
  operator('-', time, interval, time, (clock, span) =>
    microsOfDay((clock as bigint) - readSpan(span).micros),
  ),
  operator('-', time, time, interval, (left, right) =>
    formatInterval({ months: 0, days: 0, micros: (left as bigint) - (right as bigint) }),
  ),
  intervals('+', (left, right) => addIntervals(left, right, 1)),
  intervals('-', (left, right) => addIntervals(left, right, -1)),
  strictFunction('-', [interval], interval, ([span]) =>
    formatInterval(addIntervals({ months: 0, days: 0, micros: 0n }, readSpan(span), -1)),
  ),
  ...commutative('*', interval, double, interval, (span, factor) =>
    formatInterval(scaleInterval(readSpan(span), factor as number)),
  ),
  operator('/', interval, double, interval, (span, divisor) =>
    formatInterval(divideInterval(readSpan(span), divisor as number)),
  ),
];

/** An instant ± an interval, and an interval + an instant. */
function moving(
  from: SqlType,
  returns: SqlType,
  toMicros: (value: Value) => bigint,
): ScalarFunction[] {
  const move =
    (sign: 1 | -1): Row =>
    (value, span) =>
      addInterval(toMicros(value), readSpan(span), sign, returns);
  return [
    ...commutative('+', from, interval, returns, move(1)),
    operator('-', from, interval, returns, move(-1)),
  ];
}

function intervals(
  name: string,
  compute: (left: Interval, right: Interval) => Interval,
): ScalarFunction {
  return operator(name, interval, interval, interval, (left, right) =>
    formatInterval(compute(readSpan(left), readSpan(right))),
  );
}

function commutative(
  name: string,
  left: SqlType,
  right: SqlType,
  returns: SqlType,
  row: Row,
): ScalarFunction[] {
  return [
    operator(name, left, right, returns, row),
    operator(name, right, left, returns, (first, second) => row(second, first)),
  ];
}

function operator(
  name: string,
  left: SqlType,
  right: SqlType,
  returns: SqlType,
  row: Row,
): ScalarFunction {
  return strictFunction(name, [left, right], returns, (values) => row(values[0], values[1]));
}

function readSpan(value: Value): Interval {
  return parseInterval(value as string);
}

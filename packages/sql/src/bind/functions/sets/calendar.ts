import { civilDay, daysIn } from '../../../types/calendar.ts';
import {
  type FieldValue,
  fieldNumber,
  fieldOfDay,
  fieldOfInstant,
  fieldOfInterval,
  fieldOfTime,
} from '../../../types/date-fields.ts';
import { formatByPattern } from '../../../types/date-pattern.ts';
import { fieldOutOfRange, MICROS_PER_DAY } from '../../../types/date-time-text.ts';
import { truncateInstant, truncateInterval } from '../../../types/date-trunc.ts';
import { decimalText } from '../../../types/decimal.ts';
import { formatInterval, parseInterval } from '../../../types/interval.ts';
import { ageBetween } from '../../../types/interval-arithmetic.ts';
import { formatIntervalByPattern } from '../../../types/interval-pattern.ts';
import { readByPattern } from '../../../types/read-by-pattern.ts';
import { roundHalfEven } from '../../../types/round.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import { checkDay, checkInstant, dayToMicros, microsToDay } from '../../../types/timestamp.ts';
import type { Value } from '../../../types/value.ts';
import { outOfRange } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';
import { shiftFromZone, shiftToZone } from './time-zone.ts';

const { text, int, decimal, double, date, time, timestamp, datetime, interval } = sqlTypes;

/** DATE_PART of a DATE is that of its midnight, EXTRACT has the fields of days only. */
const bothNames = ['extract', 'date_part'];

/** EXTRACT, DATE_PART, DATE_TRUNC, TO_CHAR, AGE and the functions that make dates and instants. */
export const calendarFunctions: readonly ScalarFunction[] = [
  ...fields(['extract'], date, (field, value) => fieldOfDay(field, value as number, date)),
  ...fields(bothNames, time, (field, value) => fieldOfTime(field, value as bigint, time)),
  ...[timestamp, datetime].flatMap((type) =>
    fields(bothNames, type, (field, value) => fieldOfInstant(field, value as bigint, type)),
  ),
  ...fields(bothNames, interval, (field, value) =>
    fieldOfInterval(field, parseInterval(value as string), interval),
  ),
  ...[timestamp, datetime].map((type) =>
    strictFunction('date_trunc', [text, type], type, ([unit, value]) =>
      truncateInstant(unit as string, value as bigint, type),
    ),
  ),
  strictFunction('date_trunc', [text, datetime, text], datetime, ([unit, value, zone]) =>
    shiftFromZone(
      truncateInstant(unit as string, shiftToZone(value as bigint, zone as string), datetime),
      zone as string,
    ),
  ),
  strictFunction('date_trunc', [text, interval], interval, ([unit, value]) =>
    formatInterval(truncateInterval(unit as string, parseInterval(value as string))),
  ),
  ...[timestamp, datetime].flatMap((type) => [
    strictFunction('age', [type, type], interval, ([later, earlier]) =>
      formatInterval(ageBetween(later as bigint, earlier as bigint)),
    ),
    {
      ...strictFunction('age', [type], interval, ([value], context) =>
        formatInterval(
          ageBetween(dayToMicros(microsToDay(context.now), timestamp), value as bigint),
        ),
      ),
      volatility: 'stable' as const,
    },
  ]),
  ...[timestamp, datetime].map((type) =>
    strictFunction('to_char', [type, text], text, ([value, pattern]) =>
      formatByPattern(value as bigint, pattern as string),
    ),
  ),
  strictFunction('to_char', [interval, text], text, ([value, pattern]) =>
    formatIntervalByPattern(parseInterval(value as string), pattern as string),
  ),
  strictFunction('to_char', [time, text], text, ([value, pattern]) =>
    formatIntervalByPattern({ months: 0, days: 0, micros: value as bigint }, pattern as string),
  ),
  {
    ...strictFunction('make_date', [int, int, int], date, ([year, month, day]) =>
      makeDay(year as number, month as number, day as number),
    ),
    names: ['year', 'month', 'day'],
  },
  {
    ...strictFunction('make_time', [int, int, double], time, ([hour, minute, second]) =>
      makeTime(hour as number, minute as number, second as number),
    ),
    names: ['hour', 'min', 'sec'],
  },
  {
    ...strictFunction('make_timestamp', [int, int, int, int, int, double], timestamp, (values) =>
      checkInstant(makeInstant(values), timestamp),
    ),
    names: ['year', 'month', 'mday', 'hour', 'min', 'sec'],
  },
  strictFunction('to_timestamp', [text, text], datetime, ([value, pattern]) =>
    readByPattern(value as string, pattern as string),
  ),
  strictFunction('to_date', [text, text], date, ([value, pattern]) =>
    microsToDay(readByPattern(value as string, pattern as string)),
  ),
  strictFunction('to_timestamp', [double], datetime, ([seconds]) => {
    const micros = roundHalfEven((seconds as number) * 1e6);
    if (!Number.isFinite(micros)) throw outOfRange(datetime);
    return checkInstant(BigInt(micros), datetime);
  }),
];

/** EXTRACT(field FROM value), an exact DECIMAL, and DATE_PART, the same as a DOUBLE. */
function fields(
  names: readonly string[],
  type: SqlType,
  compute: (field: string, value: Value) => FieldValue,
): ScalarFunction[] {
  return names.map((name) => {
    const isExact = name === 'extract';
    return strictFunction(name, [text, type], isExact ? decimal : double, ([field, value]) => {
      const found = compute(field as string, value);
      return isExact ? decimalText(found.units, found.scale) : fieldNumber(found);
    });
  });
}

/** The day of a date. Negative years are those before 1; there is no year 0. */
function makeDay(year: number, month: number, day: number): number {
  const civilYear = year < 0 ? year + 1 : year;
  const isValid =
    year !== 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(civilYear, month);
  if (!isValid) throw fieldOutOfRange(`${year}-${month}-${day}`);
  return checkDay(civilDay(civilYear, month, day));
}

/** Microseconds of a date and a time, without a zone. */
export function makeInstant(values: readonly Value[]): bigint {
  const [year, month, day, hour, minute, second] = values as readonly number[];
  return BigInt(makeDay(year, month, day)) * MICROS_PER_DAY + makeTime(hour, minute, second);
}

/** Microseconds of a time of day; SQL_OUT_OF_RANGE as in `makeDay`. */
function makeTime(hour: number, minute: number, second: number): bigint {
  const micros = hour * 3_600_000_000 + minute * 60_000_000 + Math.round(second * 1e6);
  const isValid =
    hour >= 0 && minute >= 0 && minute < 60 && second >= 0 && second <= 60 && micros <= 86_400e6;
  if (!isValid) throw fieldOutOfRange(`${hour}:${minute}:${second}`);
  return BigInt(micros);
}

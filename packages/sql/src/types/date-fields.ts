import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { civilDate, civilDay, dayOfWeek, floorDivide, isoWeek } from './calendar.ts';
import { MICROS_PER_DAY } from './date-time-text.ts';
import { addDecimals, divideDecimals } from './decimal-arithmetic.ts';
import type { Interval } from './interval.ts';
import { type SqlType, typeName } from './sql-type.ts';
import { microsOfDay, microsToDay } from './timestamp.ts';
import { shorten } from './value-error.ts';

/** A field's value: `units` of 10^-`scale`. */
export interface FieldValue {
  readonly units: bigint;
  readonly scale: number;
}

/** Names of a field, each with the one that it is known by here. */
const aliases: ReadonlyMap<string, string> = new Map([
  ...spell('century', 'centuries'),
  ...spell('day', 'days', 'd'),
  ...spell('decade', 'decades'),
  ...spell('hour', 'hours', 'h'),
  ...spell('microseconds', 'microsecond', 'us'),
  ...spell('millennium', 'millennia'),
  ...spell('milliseconds', 'millisecond', 'ms'),
  ...spell('minute', 'minutes', 'min'),
  ...spell('month', 'months', 'mon'),
  ...spell('quarter', 'qtr'),
  ...spell('second', 'seconds', 'sec', 's'),
  ...spell('week', 'weeks', 'w'),
  ...spell('year', 'years', 'y'),
  ...spell('dow'),
  ...spell('doy'),
  ...spell('epoch'),
  ...spell('isodow'),
  ...spell('julian', 'jd', 'j'),
  ...spell('isoyear'),
  ...spell('timezone'),
]);

/** The canonical name of a field, or the text itself in lower case. */
export function fieldName(text: string): string {
  const lower = text.trim().toLowerCase();
  return aliases.get(lower) ?? lower;
}

/** A field of a day: year, month, dow, epoch … SQL_INVALID_VALUE for a field that it has not. */
export function fieldOfDay(field: string, days: number, type: SqlType): FieldValue {
  const name = fieldName(field);
  if (name === 'epoch') return whole(BigInt(days) * 86_400n);
  const value = dayFields[name]?.(days);
  if (value === undefined) throw unknownField(field, type);
  return whole(BigInt(value));
}

/** A field of an instant, in UTC. */
export function fieldOfInstant(field: string, micros: bigint, type: SqlType): FieldValue {
  const name = fieldName(field);
  if (name === 'epoch') return { units: micros, scale: 6 };
  if (name === 'timezone' && type.kind === 'datetime') return whole(0n);
  if (name === 'julian') return julianOf(micros);
  const ofTime = clockFields[name];
  if (ofTime !== undefined) return ofTime(microsOfDay(micros));
  return fieldOfDay(field, microsToDay(micros), type);
}

/** The Julian day of 1970-01-01. */
const JULIAN_OF_EPOCH = 2_440_588;

/** The Julian day and the part of it that has passed since midnight. */
function julianOf(micros: bigint): FieldValue {
  const passed = { unscaled: microsOfDay(micros), scale: 0 };
  const part = divideDecimals(passed, { unscaled: MICROS_PER_DAY, scale: 0 });
  const day = { unscaled: BigInt(microsToDay(micros) + JULIAN_OF_EPOCH), scale: 0 };
  const { unscaled: units, scale } = addDecimals(day, part);
  return { units, scale };
}

/** A field of a time of day. */
export function fieldOfTime(field: string, micros: bigint, type: SqlType): FieldValue {
  const name = fieldName(field);
  if (name === 'epoch') return { units: micros, scale: 6 };
  const ofTime = clockFields[name];
  if (ofTime === undefined) throw unknownField(field, type);
  return ofTime(micros);
}

/** A field of a span. EPOCH counts a year as 365.25 days, a month as 30. */
export function fieldOfInterval(field: string, span: Interval, type: SqlType): FieldValue {
  const name = fieldName(field);
  const years = Math.trunc(span.months / 12);
  const months = span.months - years * 12;
  if (name === 'epoch') {
    const days = BigInt(years) * 1461n * 6n + BigInt(months * 30 + span.days) * 24n;
    return { units: days * (MICROS_PER_DAY / 24n) + span.micros, scale: 6 };
  }
  if (name === 'hour') return whole(span.micros / 3_600_000_000n);
  const ofTime = clockFields[name];
  if (ofTime !== undefined) return ofTime(span.micros);
  const value = intervalFields[name]?.(years, months, span.days);
  if (value === undefined) throw unknownField(field, type);
  return whole(BigInt(value));
}

/** SQL_INVALID_VALUE for a field that a type does not have. */
export function unknownField(field: string, type: SqlType): SqlError {
  const isKnown = aliases.has(field.trim().toLowerCase());
  const problem = isKnown ? 'not supported' : 'not recognized';
  const message = `unit "${shorten(field)}" ${problem} for type ${typeName(type)}`;
  const sqlState = isKnown ? conditions.featureNotSupported : conditions.invalidParameterValue;
  return new SqlError('SQL_INVALID_VALUE', message, { sqlState });
}

const clockFields: Readonly<Record<string, (micros: bigint) => FieldValue>> = {
  hour: (micros) => whole((micros / 3_600_000_000n) % 24n),
  minute: (micros) => whole((micros / 60_000_000n) % 60n),
  second: (micros) => ({ units: micros % 60_000_000n, scale: 6 }),
  milliseconds: (micros) => ({ units: micros % 60_000_000n, scale: 3 }),
  microseconds: (micros) => whole(micros % 60_000_000n),
};

const dayFields: Readonly<Record<string, (days: number) => number>> = {
  year: (days) => shownYear(yearOf(days)),
  month: (days) => civilDate(days).month,
  day: (days) => civilDate(days).day,
  quarter: (days) => Math.ceil(civilDate(days).month / 3),
  dow: dayOfWeek,
  isodow: (days) => dayOfWeek(days) || 7,
  julian: (days) => days + JULIAN_OF_EPOCH,
  doy: (days) => days - civilDay(yearOf(days), 1, 1) + 1,
  week: (days) => isoWeek(days).week,
  isoyear: (days) => shownYear(isoWeek(days).year),
  decade: (days) => Math.floor(yearOf(days) / 10),
  century: (days) => periodOf(yearOf(days), 100),
  millennium: (days) => periodOf(yearOf(days), 1000),
};

const intervalFields: Readonly<
  Record<string, (years: number, months: number, days: number) => number>
> = {
  year: (years) => years,
  month: (_, months) => months,
  day: (_, __, days) => days,
  quarter: (_, months) => Math.trunc(months / 3) + 1,
  decade: (years) => Math.trunc(years / 10),
  century: (years) => Math.trunc(years / 100),
  millennium: (years) => Math.trunc(years / 1000),
};

function yearOf(days: number): number {
  return civilDate(days).year;
}

/** There is no year 0: 1 BC is -1. */
function shownYear(year: number): number {
  return year > 0 ? year : year - 1;
}

/** The century 21 begins with 2001, the century -1 ends with 1 BC. */
function periodOf(year: number, length: number): number {
  return year > 0
    ? Math.floor((year + length - 1) / length)
    : -Math.floor((length - 1 - (year - 1)) / length);
}

function whole(units: bigint): FieldValue {
  return { units, scale: 0 };
}

/** Up to this scale ten to its power, and what is divided by it, are exact. */
const EXACT_SCALE = 6;

/** The number that a field is. */
export function fieldNumber({ units, scale }: FieldValue): number {
  return scale <= EXACT_SCALE ? Number(units) / 10 ** scale : Number(`${units}e-${scale}`);
}

/** Microseconds of the start of the unit of time that holds `micros`: for units up to a day. */
export function truncateMicros(micros: bigint, unit: bigint): bigint {
  return floorDivide(micros, unit) * unit;
}

function spell(name: string, ...others: readonly string[]): [string, string][] {
  return [name, ...others].map((spelling) => [spelling, name]);
}

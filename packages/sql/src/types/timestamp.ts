import { floorDivide } from './calendar.ts';
import {
  fieldOutOfRange,
  formatClock,
  formatDay,
  MICROS_PER_DAY,
  MICROS_PER_SECOND,
  readClock,
  readDate,
  readZone,
} from './date-time-text.ts';
import { BIGINT_MAX, BIGINT_MIN } from './number-text.ts';
import { type SqlType, sqlTypes } from './sql-type.ts';
import { invalidText, outOfRange } from './value-error.ts';

/*
 * Text forms of the types of time. Read: ISO 8601 and PostgreSQL's text,
 * `2026-01-02[( |T)03:04[:05[.678901]][Z|±hh[[:]mm]]]`, UTC without an offset; the date also as
 * `20260102`, `1/2/2026`, `2 Jan 2026`, `January 2, 2026` and `2026-Jan-02`, the time as `030405`. Written: `2026-01-02 03:04:05.678901`,
 * UTC, without trailing zeros of the fraction, years before 1 with ` BC`.
 */

/** The days that PostgreSQL's DATE has: from the Julian day 0 to 5874897-12-31. */
const FIRST_DAY = -2_440_588;
const LAST_DAY = 2_145_042_905;

/**
 * Microseconds of a timestamp's text; digits past the sixth of the fraction are rounded. Throws
 * SQL_INVALID_VALUE for another form, SQL_OUT_OF_RANGE for a field such as month 13.
 */
export function parseTimestamp(text: string): bigint {
  return parseInstant(text, sqlTypes.timestamp);
}

/** As `parseTimestamp`, for DATETIME. */
export function parseDateTime(text: string): bigint {
  return parseInstant(text, sqlTypes.datetime);
}

/** Days since 1970 of a date's text; a time behind it is read and dropped. Throws as above. */
export function parseDate(text: string): number {
  const trimmed = text.trim();
  const date = readDate(trimmed);
  if (date === undefined) throw invalidText(sqlTypes.date, text);
  if (date.rest !== '') parseInstant(trimmed, sqlTypes.date);
  return checkDay(date.days);
}

/** Microseconds since midnight of a time's text, perhaps behind a date. Throws as above. */
export function parseTime(text: string): bigint {
  const trimmed = text.trim();
  const behindDate = /^\S*\d[-/]\d\S*[ T]+(.*)$/i.exec(trimmed)?.[1] ?? trimmed;
  const clock = readClock(behindDate);
  if (clock === undefined) throw invalidText(sqlTypes.time, text);
  const rest = clock.rest.trim();
  if (rest !== '' && readZone(rest)?.rest !== '') throw invalidText(sqlTypes.time, text);
  return clock.micros;
}

/** `2026-01-02 03:04:05.678901` */
export function formatTimestamp(micros: bigint): string {
  const day = floorDivide(micros, MICROS_PER_DAY);
  const { date, era } = formatDay(Number(day));
  return `${date} ${formatClock(micros - day * MICROS_PER_DAY)}${era}`;
}

/** `2026-01-02 03:04:05.678901+00` */
export function formatDateTime(micros: bigint): string {
  const text = formatTimestamp(micros);
  return text.endsWith(' BC') ? `${text.slice(0, -3)}+00 BC` : `${text}+00`;
}

/** `2026-01-02` */
export function formatDate(days: number): string {
  const { date, era } = formatDay(days);
  return date + era;
}

/** `days`, if a DATE holds it. */
export function checkDay(days: number): number {
  if (!(days >= FIRST_DAY && days <= LAST_DAY)) throw outOfRange(sqlTypes.date);
  return days;
}

/** `micros`, if a TIMESTAMP or DATETIME holds it. */
export function checkInstant(micros: bigint, type: SqlType): bigint {
  if (micros < BIGINT_MIN || micros > BIGINT_MAX) throw outOfRange(type);
  return micros;
}

/** Midnight of a day. */
export function dayToMicros(days: number, type: SqlType): bigint {
  return checkInstant(BigInt(days) * MICROS_PER_DAY, type);
}

/** The day of an instant in UTC. */
export function microsToDay(micros: bigint): number {
  return Number(floorDivide(micros, MICROS_PER_DAY));
}

/** The time of day of an instant in UTC. */
export function microsOfDay(micros: bigint): bigint {
  return micros - floorDivide(micros, MICROS_PER_DAY) * MICROS_PER_DAY;
}

function parseInstant(text: string, type: SqlType): bigint {
  const trimmed = text.trim();
  const date = readDate(trimmed);
  if (date === undefined) throw invalidText(type, text);
  const clock = readTimeOfDay(date.rest, text, type);
  const behind = clock.rest.trim();
  const zone = behind === '' ? { seconds: 0, rest: '' } : readZone(behind);
  if (zone === undefined || zone.rest !== '') throw invalidText(type, text);
  const micros =
    BigInt(date.days) * MICROS_PER_DAY + clock.micros - BigInt(zone.seconds) * MICROS_PER_SECOND;
  if (micros < BIGINT_MIN || micros > BIGINT_MAX) throw fieldOutOfRange(text);
  return micros;
}

function readTimeOfDay(
  text: string,
  whole: string,
  type: SqlType,
): { readonly micros: bigint; readonly rest: string } {
  if (!/^(?:T|\s+)\d/i.test(text)) return { micros: 0n, rest: text };
  const clock = readClock(text.replace(/^(?:T|\s+)/i, ''), whole);
  if (clock === undefined) throw invalidText(type, whole);
  return clock;
}

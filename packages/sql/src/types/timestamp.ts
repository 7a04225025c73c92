import { SqlError } from '../error.ts';
import { BIGINT_MAX, BIGINT_MIN } from './number-text.ts';
import { sqlTypes } from './sql-type.ts';
import { invalidText, shorten } from './value-error.ts';

/*
 * Text forms of TIMESTAMP, which is microseconds since 1970-01-01T00:00:00Z. Read: ISO 8601 and
 * PostgreSQL's text, `2026-01-02[( |T)03:04[:05[.678901]]][Z|±hh[[:]mm]]`, UTC without an offset.
 * Written: `2026-01-02 03:04:05.678901`, UTC, without trailing zeros of the fraction.
 */

const pattern =
  /^(\d{4,6})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?)?\s*(?:(z|utc)|([+-])(\d{1,2})(?::?(\d{2}))?)?$/i;

const MICROS_PER_SECOND = 1_000_000n;
const SECONDS_PER_DAY = 86_400;

/**
 * Microseconds of a timestamp's text; digits past the sixth of the fraction are rounded. Throws
 * SQL_INVALID_VALUE for another form, SQL_OUT_OF_RANGE for a field such as month 13.
 */
export function parseTimestamp(text: string): bigint {
  const match = pattern.exec(text.trim());
  if (match === null) throw invalidText(sqlTypes.timestamp, text);
  const [, year, month, day, hour, minute, second, fraction, , sign, offsetHour, offsetMinute] =
    match;
  const days = daysSinceEpoch(Number(year), Number(month), Number(day), text);
  const seconds = secondsOfDay(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), text);
  const offset = offsetSeconds(sign, Number(offsetHour ?? 0), Number(offsetMinute ?? 0), text);
  const total = BigInt(days) * BigInt(SECONDS_PER_DAY) + BigInt(seconds - offset);
  const micros = total * MICROS_PER_SECOND + BigInt(fractionMicros(fraction));
  if (micros < BIGINT_MIN || micros > BIGINT_MAX) throw fieldOutOfRange(text);
  return micros;
}

/** `2026-01-02 03:04:05.678901`; years before 1 are written as PostgreSQL does, with ` BC`. */
export function formatTimestamp(micros: bigint): string {
  const second = floorDivide(micros, MICROS_PER_SECOND);
  const fraction = Number(micros - second * MICROS_PER_SECOND);
  const day = Number(floorDivide(second, BigInt(SECONDS_PER_DAY)));
  const time = Number(second - BigInt(day) * BigInt(SECONDS_PER_DAY));
  const date = civilDate(day);
  const year = date.year > 0 ? date.year : 1 - date.year;
  const clock = `${pad(Math.floor(time / 3600))}:${pad(Math.floor(time / 60) % 60)}:${pad(time % 60)}`;
  const digits = fraction === 0 ? '' : `.${pad(fraction, 6).replace(/0+$/, '')}`;
  const era = date.year > 0 ? '' : ' BC';
  return `${pad(year, 4)}-${pad(date.month)}-${pad(date.day)} ${clock}${digits}${era}`;
}

function daysSinceEpoch(year: number, month: number, day: number, text: string): number {
  const valid = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!valid) throw fieldOutOfRange(text);
  return civilDay(year, month, day);
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** 24:00:00 and a 60th second are the start of what follows, as in PostgreSQL. */
function secondsOfDay(hour: number, minute: number, second: number, text: string): number {
  const seconds = hour * 3600 + minute * 60 + second;
  if (hour > 24 || minute > 59 || second > 60 || seconds > SECONDS_PER_DAY) {
    throw fieldOutOfRange(text);
  }
  return seconds;
}

function offsetSeconds(
  sign: string | undefined,
  hour: number,
  minute: number,
  text: string,
): number {
  if (hour > 15 || minute > 59) throw fieldOutOfRange(text);
  const seconds = hour * 3600 + minute * 60;
  return sign === '-' ? -seconds : seconds;
}

function fractionMicros(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Math.round(Number(`0.${fraction}`) * 1e6);
}

/** Days from 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant's days_from_civil). */
function civilDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of `civilDay` (civil_from_days). Year 0 is 1 BC. */
function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient;
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

function fieldOutOfRange(text: string): SqlError {
  return new SqlError('SQL_OUT_OF_RANGE', `date/time field value out of range: "${shorten(text)}"`);
}

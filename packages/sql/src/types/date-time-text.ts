import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { civilDate, civilDay, daysIn } from './calendar.ts';
import { shorten } from './value-error.ts';

export const MICROS_PER_SECOND = 1_000_000n;
export const MICROS_PER_DAY = 86_400_000_000n;
const SECONDS_PER_DAY = 86_400;

const yearFirst = /^(\d{4,7})([-/.])(\d{1,2})\2(\d{1,2})/;
const digitsOnly = /^(\d{4})(\d{2})(\d{2})(?!\d)/;
const monthFirst = /^(\d{1,2})\/(\d{1,2})\/(\d{4,7})/;
const monthNames = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const restOfName = '(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?';
const dayNamedMonth = new RegExp(
  `^(\\d{1,2})[- ](${monthNames})${restOfName}[- ,]\\s*(\\d{4,7})`,
  'i',
);
const namedMonthDay = new RegExp(
  `^(${monthNames})${restOfName}[- ](\\d{1,2})(?:,\\s*|[- ])(\\d{4,7})`,
  'i',
);
const yearNamedMonth = new RegExp(`^(\\d{4,7})[- ](${monthNames})${restOfName}[- ](\\d{1,2})`, 'i');
const compactClock = /^(\d{2})(\d{2})(?:(\d{2})(?:\.(\d{1,12}))?)?(?![\d:])\s*(am|pm)?/i;
const clock = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?\s*(am|pm)?/i;
const zone = /^(?:(z|utc|gmt)|([+-])(\d{1,2})(?::?(\d{2}))?)/i;

/** What a date's text begins with, as days since 1970, and the rest of the text. */
export interface ReadDate {
  readonly days: number;
  readonly rest: string;
}

/** The date that `text` begins with; `undefined` when it is none. SQL_OUT_OF_RANGE for month 13. */
export function readDate(text: string): ReadDate | undefined {
  const fields = dateFields(text);
  if (fields === undefined) return undefined;
  const { year: written, month, day, length } = fields;
  const rest = text.slice(length);
  const isBefore = /\s+bc$/i.test(rest);
  const year = isBefore ? 1 - written : written;
  const valid = written >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!valid) throw fieldOutOfRange(text);
  return {
    days: civilDay(year, month, day),
    rest: isBefore ? rest.replace(/\s+bc$/i, '') : rest,
  };
}

/**
 * Microseconds of the time of day that `text` begins with, and the rest. 24:00:00 is allowed. Errors
 * name `whole`.
 */
export function readClock(
  text: string,
  whole = text,
): { readonly micros: bigint; readonly rest: string } | undefined {
  const match = clock.exec(text) ?? compactClock.exec(text);
  if (match === null) return undefined;
  const hour = hourOf(Number(match[1]), match[5]?.toLowerCase(), whole);
  const minute = Number(match[2]);
  const second = Number(match[3] ?? 0);
  const seconds = hour * 3600 + minute * 60 + second;
  if (hour > 24 || minute > 59 || second > 60 || seconds > SECONDS_PER_DAY) {
    throw fieldOutOfRange(whole);
  }
  const fraction = match[4] === undefined ? 0 : Math.round(Number(`0.${match[4]}`) * 1e6);
  const micros = BigInt(seconds) * MICROS_PER_SECOND + BigInt(fraction);
  return { micros, rest: text.slice(match[0].length) };
}

/** Seconds east of UTC that `text` begins with, and the rest. */
export function readZone(
  text: string,
): { readonly seconds: number; readonly rest: string } | undefined {
  const match = zone.exec(text);
  if (match === null) return undefined;
  const hour = Number(match[3] ?? 0);
  const minute = Number(match[4] ?? 0);
  if (hour > 15 || minute > 59) throw fieldOutOfRange(text);
  const seconds = hour * 3600 + minute * 60;
  return { seconds: match[2] === '-' ? -seconds : seconds, rest: text.slice(match[0].length) };
}

/** `2026-01-02`, and ` BC` behind years before 1 apart, as PostgreSQL writes it. */
export function formatDay(days: number): { readonly date: string; readonly era: string } {
  const { year, month, day } = civilDate(days);
  const shown = pad(year > 0 ? year : 1 - year, 4);
  return { date: `${shown}-${pad(month)}-${pad(day)}`, era: year > 0 ? '' : ' BC' };
}

/** `03:04:05.6789`, without trailing zeros of the fraction; `micros` is 0 or more. */
export function formatClock(micros: bigint): string {
  const seconds = Number(micros / MICROS_PER_SECOND);
  const fraction = Number(micros % MICROS_PER_SECOND);
  const digits = fraction === 0 ? '' : `.${pad(fraction, 6).replace(/0+$/, '')}`;
  const minutes = Math.floor(seconds / 60);
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:${pad(seconds % 60)}${digits}`;
}

/** `value` with leading zeros. */
function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

/** SQL_OUT_OF_RANGE for a field such as month 13. */
export function fieldOutOfRange(text: string): SqlError {
  return new SqlError(
    'SQL_OUT_OF_RANGE',
    `date/time field value out of range: "${shorten(text)}"`,
    { sqlState: conditions.datetimeFieldOverflow },
  );
}

interface DateFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly length: number;
}

function dateFields(text: string): DateFields | undefined {
  const first = yearFirst.exec(text);
  if (first !== null) return fields(first, first[1], first[3], first[4]);
  const digits = digitsOnly.exec(text);
  if (digits !== null) return fields(digits, digits[1], digits[2], digits[3]);
  const american = monthFirst.exec(text);
  if (american !== null) return fields(american, american[3], american[1], american[2]);
  const dayFirst = dayNamedMonth.exec(text);
  if (dayFirst !== null) return fields(dayFirst, dayFirst[3], dayFirst[2], dayFirst[1]);
  const named = namedMonthDay.exec(text);
  if (named !== null) return fields(named, named[3], named[1], named[2]);
  const last = yearNamedMonth.exec(text);
  return last === null ? undefined : fields(last, last[1], last[2], last[3]);
}

function fields(match: RegExpExecArray, year: string, month: string, day: string): DateFields {
  const named = monthNames.split('|').indexOf(month.toLowerCase()) + 1;
  return {
    year: Number(year),
    month: named > 0 ? named : Number(month),
    day: Number(day),
    length: match[0].length,
  };
}

function hourOf(hour: number, half: string | undefined, text: string): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) throw fieldOutOfRange(text);
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

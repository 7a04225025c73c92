import { SqlError } from '../error.ts';
import { formatClock } from './date-time-text.ts';
import { sqlTypes } from './sql-type.ts';
import { invalidText, outOfRange } from './value-error.ts';

/** A span of time: months and days have no fixed length, so they are kept apart. */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

const MICROS_PER_DAY = 86_400_000_000;

/** What one of a unit is worth, in the first of the fields that it has. */
interface Unit {
  readonly field: 'months' | 'days' | 'micros';
  readonly worth: number;
}

const units: ReadonlyMap<string, Unit> = new Map([
  ...spell({ field: 'months', worth: 12_000 }, 'millennium', 'millennia', 'mil', 'mils'),
  ...spell({ field: 'months', worth: 1200 }, 'century', 'centuries', 'cent', 'c'),
  ...spell({ field: 'months', worth: 120 }, 'decade', 'decades', 'dec', 'decs'),
  ...spell({ field: 'months', worth: 12 }, 'year', 'years', 'yr', 'yrs', 'y'),
  ...spell({ field: 'months', worth: 3 }, 'quarter', 'quarters'),
  ...spell({ field: 'months', worth: 1 }, 'month', 'months', 'mon', 'mons'),
  ...spell({ field: 'days', worth: 7 }, 'week', 'weeks', 'w'),
  ...spell({ field: 'days', worth: 1 }, 'day', 'days', 'd'),
  ...spell({ field: 'micros', worth: 3_600_000_000 }, 'hour', 'hours', 'hr', 'hrs', 'h'),
  ...spell({ field: 'micros', worth: 60_000_000 }, 'minute', 'minutes', 'min', 'mins', 'm'),
  ...spell({ field: 'micros', worth: 1_000_000 }, 'second', 'seconds', 'sec', 'secs', 's'),
  ...spell({ field: 'micros', worth: 1000 }, 'millisecond', 'milliseconds', 'msec', 'msecs', 'ms'),
  ...spell({ field: 'micros', worth: 1 }, 'microsecond', 'microseconds', 'usec', 'usecs', 'us'),
]);

const piece =
  /^\s*(?:([+-]?)(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?(?![\d:])|([+-]?)(\d+)-(\d{1,2})(?![\d-])|([+-]?(?:\d+\.?\d*|\.\d+))(?![-.:\d])\s*([a-z]*))/i;

/** Sums of fields, in doubles while a text is read; all of them are far below 2^53 or refused. */
interface Sums {
  months: number;
  days: number;
  micros: number;
}

/**
 * An interval from PostgreSQL's texts: `1 year 2 mons -3 days 04:05:06.7`, `1.5 hours ago`, `1-2`,
 * ISO 8601's `P1Y2M3DT4H5M6S`. A number without a unit counts in `unit`, seconds by default. Throws
 * SQL_INVALID_VALUE, SQL_OUT_OF_RANGE.
 */
export function parseInterval(text: string, unit = 'second'): Interval {
  const known = recent.get(text);
  if (known !== undefined && unit === 'second') return known;
  const sums: Sums = { months: 0, days: 0, micros: 0 };
  const trimmed = text.trim().replace(/^@\s*/, '');
  const isBack = /\s+ago$/i.test(trimmed);
  const body = isBack ? trimmed.replace(/\s+ago$/i, '') : trimmed;
  const isRead = /^[+-]?P/i.test(body) ? readIso(body, sums) : readPieces(body, sums, unit);
  if (!isRead) throw invalidText(sqlTypes.interval, text);
  if (!Number.isFinite(sums.micros)) throw outOfRange(sqlTypes.interval);
  const sign = isBack ? -1 : 1;
  const interval = checkInterval({
    months: sums.months * sign + 0,
    days: sums.days * sign + 0,
    micros: BigInt(Math.round(sums.micros * sign)),
  });
  if (unit === 'second') remember(text, interval);
  return interval;
}

/** As PostgreSQL prints it: `1 year 2 mons -3 days +04:05:06.7`. */
export function formatInterval({ months, days, micros }: Interval): string {
  const parts: string[] = [];
  let isAfterNegative = false;
  const years = Math.trunc(months / 12);
  const fields: readonly [number, string][] = [
    [years, 'year'],
    [months - years * 12, 'mon'],
    [days, 'day'],
  ];
  for (const [value, name] of fields) {
    if (value === 0) continue;
    const sign = isAfterNegative && value > 0 ? '+' : '';
    parts.push(`${sign}${value} ${name}${value === 1 ? '' : 's'}`);
    isAfterNegative = value < 0;
  }
  if (micros !== 0n || parts.length === 0) {
    const plus = isAfterNegative ? '+' : '';
    parts.push(micros < 0n ? `-${formatClock(-micros)}` : plus + formatClock(micros));
  }
  return parts.join(' ');
}

/** The text of an interval in the one form that values of the type have. */
export function intervalText(text: string, unit?: string): string {
  return formatInterval(parseInterval(text, unit));
}

/** Order of intervals: a month counts as 30 days, a day as 24 hours. */
export function compareIntervals(left: string, right: string): number {
  const difference = spanOf(parseInterval(left)) - spanOf(parseInterval(right));
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** Microseconds, where a month counts as 30 days and a day as 24 hours. */
export function spanOf({ months, days, micros }: Interval): bigint {
  return (BigInt(months) * 30n + BigInt(days)) * BigInt(MICROS_PER_DAY) + micros;
}

/** `interval`, if its fields are in range. */
export function checkInterval(interval: Interval): Interval {
  const { months, days, micros } = interval;
  const fits =
    Math.abs(months) < 2 ** 31 && Math.abs(days) < 2 ** 31 && BigInt.asIntN(64, micros) === micros;
  if (!fits) throw outOfRange(sqlTypes.interval);
  return interval;
}

/** The unit that a field of INTERVAL '1' DAY names. SQL_INVALID_VALUE for another word. */
export function intervalUnit(field: string): string {
  const last = field.split(' ').at(-1) ?? '';
  if (units.has(last)) return last;
  throw new SqlError('SQL_INVALID_VALUE', `there is no interval field "${field}"`);
}

/** Constants are parsed again for every row: what was read last is kept. */
const recent = new Map<string, Interval>();
const RECENT_COUNT = 64;

function remember(text: string, interval: Interval): void {
  if (text.length > 64) return;
  if (recent.size >= RECENT_COUNT) recent.clear();
  recent.set(text, interval);
}

function readPieces(text: string, sums: Sums, unit: string): boolean {
  let rest = text;
  if (rest === '') return false;
  while (rest.trim() !== '') {
    const match = piece.exec(rest);
    if (match === null) return false;
    rest = rest.slice(match[0].length);
    if (!addPiece(match, sums, rest.trim() === '' ? unit : 'day')) return false;
  }
  return true;
}

/** A number without a unit is the last one, or days before a time: `1 02:03:04`. */
function addPiece(match: RegExpExecArray, sums: Sums, unit: string): boolean {
  const [, timeSign, hours, minutes, seconds, yearSign, years, months, amount, word] = match;
  if (hours !== undefined) {
    const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
    if (Number(minutes) > 59 || Number(seconds ?? 0) > 60) return false;
    sums.micros += (timeSign === '-' ? -1 : 1) * Math.round(total * 1e6);
    return true;
  }
  if (years !== undefined) {
    sums.months += (yearSign === '-' ? -1 : 1) * (Number(years) * 12 + Number(months));
    return true;
  }
  const known = units.get(word === '' ? unit : word.toLowerCase());
  if (known === undefined) return false;
  add(sums, known, Number(amount));
  return true;
}

const isoPiece = /^([+-]?(?:\d+\.?\d*|\.\d+))([YMWDHS])/i;
const isoUnits: Readonly<Record<string, string>> = {
  Y: 'year',
  W: 'week',
  D: 'day',
  H: 'hour',
  S: 'second',
};

function readIso(text: string, sums: Sums): boolean {
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = text.replace(/^[+-]?P/i, '');
  let isTime = false;
  if (rest === '') return false;
  while (rest !== '') {
    if (/^T/i.test(rest)) {
      isTime = true;
      rest = rest.slice(1);
      continue;
    }
    const match = isoPiece.exec(rest);
    if (match === null) return false;
    rest = rest.slice(match[0].length);
    const letter = match[2].toUpperCase();
    const unit = letter === 'M' ? (isTime ? 'minute' : 'month') : isoUnits[letter];
    const known = units.get(unit);
    if (known === undefined) return false;
    add(sums, known, sign * Number(match[1]));
  }
  return true;
}

/** Add an amount of a unit; its fraction goes to the smaller fields, of 30 days and 24 hours. */
function add(sums: Sums, { field, worth }: Unit, amount: number): void {
  if (field === 'micros') {
    sums.micros += Math.round(amount * worth);
    return;
  }
  const total = roundMicro(amount * worth);
  const whole = Math.trunc(total);
  sums[field] += whole;
  const isYears = field === 'months' && worth >= 12;
  const fraction = isYears ? 0 : roundMicro(total - whole);
  if (isYears) sums.months += Math.round(total - whole);
  else if (field === 'months') add(sums, { field: 'days', worth: 1 }, roundMicro(fraction * 30));
  else sums.micros += Math.round(fraction * MICROS_PER_DAY);
}

/** Doubles to six decimals, as PostgreSQL rounds between fields. */
export function roundMicro(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function spell(unit: Unit, ...names: readonly string[]): [string, Unit][] {
  return names.map((name) => [name, unit]);
}

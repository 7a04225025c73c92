import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { civilDay, daysIn } from './calendar.ts';
import { fieldOutOfRange } from './date-time-text.ts';
import { sqlTypes } from './sql-type.ts';
import { checkInstant, dayToMicros } from './timestamp.ts';
import { shorten } from './value-error.ts';

/** What a text has told of an instant so far. */
interface ReadParts {
  year: number;
  isBeforeChrist: boolean;
  month: number;
  day: number;
  dayOfYear: number | undefined;
  julianDay: number | undefined;
  hour: number;
  isTwelveHours: boolean;
  isAfternoon: boolean | undefined;
  minute: number;
  second: number;
  micros: number;
  ofDay: number | undefined;
  zoneHours: number;
  zoneMinutes: number;
}

/** Takes a field from the start of `rest`, and gives what is left of it. */
type Field = (parts: ReadParts, rest: string, isNextDigit: boolean) => string;

/**
 * TO_TIMESTAMP and TO_DATE: microseconds of the instant that `text` spells by PostgreSQL's template
 * patterns; fields that the pattern does not have are those of 1 BC-01-01 00:00. Throws
 * SQL_INVALID_VALUE, SQL_OUT_OF_RANGE, and SQL_UNSUPPORTED for patterns that are for output only here.
 */
export function readByPattern(text: string, pattern: string): bigint {
  const parts: ReadParts = {
    year: 0,
    isBeforeChrist: false,
    month: 1,
    day: 1,
    dayOfYear: undefined,
    julianDay: undefined,
    hour: 0,
    isTwelveHours: false,
    isAfternoon: undefined,
    minute: 0,
    second: 0,
    micros: 0,
    ofDay: undefined,
    zoneHours: 0,
    zoneMinutes: 0,
  };
  let rest = text;
  const tokens = [...pattern.matchAll(token)];
  for (const [index, { groups }] of tokens.entries()) {
    rest = readToken(parts, rest, groups ?? {}, tokens[index + 1]);
  }
  return instantOf(parts, text);
}

const fields: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['Y,YYY', readYearWithComma],
  ['YYYY', number(4, (parts, value) => setYear(parts, value))],
  ['YYY', number(3, (parts, value, size) => setYear(parts, fullYear(value, size)))],
  ['YY', number(2, (parts, value, size) => setYear(parts, fullYear(value, size)))],
  ['Y', number(1, (parts, value, size) => setYear(parts, fullYear(value, size)))],
  ['MM', number(2, (parts, value) => set(parts, { month: value }))],
  ['DDD', number(3, (parts, value) => set(parts, { dayOfYear: value }))],
  ['DD', number(2, (parts, value) => set(parts, { day: value }))],
  ['J', number(9, (parts, value) => set(parts, { julianDay: value }))],
  ['HH24', number(2, (parts, value) => set(parts, { hour: value }))],
  ['HH12', number(2, (parts, value) => set(parts, { hour: value, isTwelveHours: true }))],
  ['HH', number(2, (parts, value) => set(parts, { hour: value, isTwelveHours: true }))],
  ['MI', number(2, (parts, value) => set(parts, { minute: value }))],
  ['SSSSS', number(5, (parts, value) => set(parts, { ofDay: value }))],
  ['SSSS', number(5, (parts, value) => set(parts, { ofDay: value }))],
  ['SS', number(2, (parts, value) => set(parts, { second: value }))],
  ['MS', fraction(3)],
  ['US', fraction(6)],
  ...[1, 2, 3, 4, 5, 6].map((size): [string, Field] => [`FF${size}`, fraction(size)]),
  ['TZH', readZoneHours],
  ['TZM', number(2, (parts, value) => set(parts, { zoneMinutes: value }))],
  ['Q', number(1, () => undefined)],
  ['MONTH', monthName],
  ['MON', monthName],
  ['DAY', ignoredName],
  ['DY', ignoredName],
  ...['AM', 'PM', 'A.M.', 'P.M.'].map((name): [string, Field] => [name, halfOfDay]),
  ...['AD', 'BC', 'A.D.', 'B.C.'].map((name): [string, Field] => [name, era]),
]);

/** Fields that only TO_CHAR knows. */
const outputOnly = [
  'IYYY',
  'IYY',
  'IY',
  'I',
  'IDDD',
  'ID',
  'IW',
  'WW',
  'W',
  'D',
  'CC',
  'RM',
  'TZ',
  'OF',
];

const names = [...fields.keys(), ...outputOnly]
  .sort((left, right) => right.length - left.length)
  .map((name) => name.replaceAll('.', '\\.'));

const token = new RegExp(
  `"(?<quoted>(?:[^"\\\\]|\\\\.)*)"|(?:FM)?(?<name>${names.join('|')})(?<ordinal>TH)?|(?<other>.)`,
  'gsi',
);

function readToken(
  parts: ReadParts,
  rest: string,
  { quoted, name, ordinal, other }: Readonly<Record<string, string | undefined>>,
  next: RegExpMatchArray | undefined,
): string {
  if (name !== undefined) {
    const field = fields.get(name.toUpperCase());
    if (field === undefined) {
      const message = `the pattern "${name}" is not supported when reading a date`;
      throw new SqlError('SQL_UNSUPPORTED', message);
    }
    const left = field(parts, rest.trimStart(), isDigitField(next));
    return ordinal === undefined ? left : left.slice(2);
  }
  // Quoted texts and other letters stand for as many characters, separators for any separators.
  if (quoted !== undefined) return rest.slice(quoted.replace(/\\(.)/g, '$1').length);
  if (other === undefined || /[\p{L}\p{N}]/u.test(other)) return rest.slice(1);
  const blankless = rest.trimStart();
  const isSign = next?.groups?.name?.toUpperCase() === 'TZH' && /^[+-]/.test(blankless);
  return isSign ? blankless : blankless.replace(/^[^\p{L}\p{N}]\s*/u, '');
}

function isDigitField(match: RegExpMatchArray | undefined): boolean {
  const name = match?.groups?.name?.toUpperCase();
  return (
    name !== undefined && !/^(?:MON|MONTH|DAY|DY|[AP]\.?M\.?|AD|BC|A\.D\.|B\.C\.|TZH)$/.test(name)
  );
}

function set(parts: ReadParts, changes: Partial<ReadParts>): void {
  Object.assign(parts, changes);
}

function setYear(parts: ReadParts, year: number): void {
  parts.year = year;
}

/** Of two or three digits: the year nearest to 2020 that ends in them. */
function fullYear(value: number, digits: number): number {
  if (digits >= 4) return value;
  if (value < 70) return value + 2000;
  if (value < 100) return value + 1900;
  return value < 520 ? value + 2000 : value + 1000;
}

/** A number of at most `most` digits, or of all there are when no other number follows. */
function number(
  most: number,
  apply: (parts: ReadParts, value: number, size: number) => void,
): Field {
  return (parts, rest, isNextDigit) => {
    const digits = /^\d+/.exec(isNextDigit ? rest.slice(0, most) : rest)?.[0];
    if (digits === undefined) throw unreadable(rest);
    apply(parts, Number(digits), digits.length);
    return rest.slice(digits.length);
  };
}

function fraction(size: number): Field {
  return (parts, rest) => {
    const digits = new RegExp(`^\\d{1,${size}}`).exec(rest)?.[0];
    if (digits === undefined) throw unreadable(rest);
    parts.micros = Number(digits.padEnd(6, '0'));
    return rest.slice(digits.length);
  };
}

function readYearWithComma(parts: ReadParts, rest: string): string {
  const match = /^(\d+),(\d{3})/.exec(rest);
  if (match === null) throw unreadable(rest);
  parts.year = Number(match[1] + match[2]);
  return rest.slice(match[0].length);
}

function readZoneHours(parts: ReadParts, rest: string): string {
  const digits = /^[+-]?\d{1,2}/.exec(rest)?.[0];
  if (digits === undefined) throw unreadable(rest);
  parts.zoneHours = Number(digits);
  return rest.slice(digits.length);
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const fullMonths =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const dayName = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?/i;

function monthName(parts: ReadParts, rest: string): string {
  const lower = rest.toLowerCase();
  const full = fullMonths.findIndex((name) => lower.startsWith(name));
  const index = full >= 0 ? full : months.findIndex((name) => lower.startsWith(name));
  if (index < 0) throw unreadable(rest);
  parts.month = index + 1;
  return rest.slice(full >= 0 ? fullMonths[full].length : 3);
}

function ignoredName(_: ReadParts, rest: string): string {
  if (!dayName.test(rest)) throw unreadable(rest);
  return rest.replace(dayName, '');
}

function halfOfDay(parts: ReadParts, rest: string): string {
  const match = /^([ap])\.?m\.?/i.exec(rest);
  if (match === null) throw unreadable(rest);
  parts.isAfternoon = match[1].toLowerCase() === 'p';
  parts.isTwelveHours = true;
  return rest.slice(match[0].length);
}

function era(parts: ReadParts, rest: string): string {
  const match = /^(?:a\.?d\.?|(b)\.?c\.?)/i.exec(rest);
  if (match === null) throw unreadable(rest);
  parts.isBeforeChrist = match[1] !== undefined;
  return rest.slice(match[0].length);
}

function unreadable(rest: string): SqlError {
  return new SqlError('SQL_INVALID_VALUE', `invalid value "${shorten(rest)}" for a date pattern`, {
    sqlState: conditions.invalidDatetimeFormat,
    hint: 'The text must have the fields of the pattern in its order.',
  });
}

function instantOf(parts: ReadParts, text: string): bigint {
  const { minute, second, micros, zoneHours, zoneMinutes, ofDay } = parts;
  const hour = hourOf(parts, text);
  const isClock = hour < 24 && minute < 60 && second < 60 && (ofDay ?? 0) < 86_400;
  if (!isClock) throw fieldOutOfRange(text);
  const seconds = ofDay ?? hour * 3600 + minute * 60 + second;
  const zone = zoneHours * 3600 + Math.sign(zoneHours || 1) * zoneMinutes * 60;
  const start = dayToMicros(dayOf(parts, text), sqlTypes.timestamp);
  return checkInstant(
    start + BigInt(seconds - zone) * 1_000_000n + BigInt(micros),
    sqlTypes.timestamp,
  );
}

function hourOf({ hour, isTwelveHours, isAfternoon }: ReadParts, text: string): number {
  if (!isTwelveHours) return hour;
  if (hour < 1 || hour > 12) {
    const message = `hour "${hour}" is invalid for the 12-hour clock`;
    throw new SqlError('SQL_OUT_OF_RANGE', `${message}: "${shorten(text)}"`, {
      sqlState: conditions.invalidDatetimeFormat,
      hint: 'Use the 24-hour clock, or give an hour between 1 and 12.',
    });
  }
  return isAfternoon === undefined ? hour : (hour % 12) + (isAfternoon ? 12 : 0);
}

/** The day since 1970; a day of the year or of the Julian calendar counts before month and day. */
function dayOf(parts: ReadParts, text: string): number {
  const { julianDay, dayOfYear, month, day } = parts;
  if (julianDay !== undefined) return julianDay - 2_440_588;
  // Years before 1 come with BC, or negative; year 0 is 1 BC.
  const isBefore = parts.isBeforeChrist || parts.year < 0;
  const year = isBefore ? 1 - Math.abs(parts.year) : parts.year;
  if (dayOfYear !== undefined) {
    const length = daysIn(year, 2) === 29 ? 366 : 365;
    if (dayOfYear < 1 || dayOfYear > length) throw fieldOutOfRange(text);
    return civilDay(year, 1, 1) + dayOfYear - 1;
  }
  const isValid = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isValid) throw fieldOutOfRange(text);
  return civilDay(year, month, day);
}

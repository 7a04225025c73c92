import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { civilDay } from './calendar.ts';
import { type Piece, replacePieces } from './date-pattern.ts';
import type { Interval } from './interval.ts';

/** The fields of an interval, each with its sign; `micros` are those below a second. */
interface Parts {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly micros: number;
  /** The time in whole seconds. */
  readonly allSeconds: number;
  /** Days, 30 of them for a month. */
  readonly allDays: number;
}

/**
 * TO_CHAR of an interval by PostgreSQL's template patterns; other characters stay. Throws
 * SQL_INVALID_VALUE for patterns of a calendar's names, of weekdays, eras and time zones.
 */
export function formatIntervalByPattern(interval: Interval, pattern: string): string {
  const parts = partsOf(interval);
  return replacePieces(pattern, (name) => {
    const piece = pieces[name.toUpperCase()];
    if (piece === undefined) throw invalidPattern(name);
    const made = piece(parts);
    return name === name.toLowerCase() ? inSmallLetters(made) : made;
  });
}

function partsOf({ months, days, micros }: Interval): Parts {
  const allSeconds = Number(micros / 1_000_000n);
  const years = Math.trunc(months / 12);
  return {
    years,
    months: months - years * 12,
    days,
    hours: Math.trunc(allSeconds / 3600),
    minutes: Math.trunc(allSeconds / 60) % 60,
    seconds: allSeconds % 60,
    micros: Number(micros % 1_000_000n),
    allSeconds,
    allDays: months * 30 + days,
  };
}

function invalidPattern(name: string): SqlError {
  return new SqlError('SQL_INVALID_VALUE', `an interval has nothing to show for "${name}"`, {
    sqlState: conditions.invalidDatetimeFormat,
    hint: 'Intervals are not tied to dates of a calendar.',
  });
}

/** PostgreSQL numbers the months of an interval from its end. */
const romanMonths = 'XII XI X IX VIII VII VI V IV III II I'.split(' ');

const pieces: Readonly<Record<string, (parts: Parts) => Piece>> = {
  'Y,YYY': ({ years }) => {
    const thousands = Math.trunc(years / 1000);
    return both(`${thousands},${printed(years - thousands * 1000, 3).padded}`);
  },
  YYYY: ({ years }) => signed(years, 4),
  YYY: ({ years }) => signed(years % 1000, 3),
  YY: ({ years }) => signed(years % 100, 2),
  Y: ({ years }) => signed(years % 10, 1),
  CC: ({ years }) => signed(Math.trunc(years / 100), 2),
  Q: ({ months }) => both(months === 0 ? '' : String(Math.trunc((months - 1) / 3) + 1)),
  MM: ({ months }) => signed(months, 2),
  RM: romanMonth,
  WW: ({ allDays }) => printed(Math.trunc((allDays - 1) / 7) + 1, 2),
  W: ({ days }) => printed(Math.trunc((days - 1) / 7) + 1, 1),
  DDD: ({ allDays }) => printed(allDays, 3),
  DD: ({ days }) => printed(days, 2),
  J: ({ years, months, days }) => both(String(civilDay(years, months, days) + 2_440_588)),
  HH24: ({ hours }) => signed(hours, 2),
  HH12: twelveHours,
  HH: twelveHours,
  MI: ({ minutes }) => signed(minutes, 2),
  SS: ({ seconds }) => signed(seconds, 2),
  SSSS: ({ allSeconds }) => printed(allSeconds, 1),
  SSSSS: ({ allSeconds }) => printed(allSeconds, 1),
  MS: ({ micros }) => fraction(micros, 3),
  US: ({ micros }) => fraction(micros, 6),
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((size) => [`FF${size}`, ({ micros }: Parts) => fraction(micros, size)]),
  ),
  ...halves('AM'),
  ...halves('PM'),
};

function twelveHours({ hours }: Parts): Piece {
  return signed(hours % 12 || 12, 2);
}

function romanMonth({ years, months }: Parts): Piece {
  if (years === 0 && months === 0) return both('');
  const ofNone = years >= 0 ? 0 : 11;
  const index = months < 0 ? -1 - months : 12 - months;
  const text = romanMonths[months === 0 ? ofNone : index];
  return { text, padded: text.padEnd(4) };
}

/** AM and PM, with and without points. */
function halves(pattern: 'AM' | 'PM'): Record<string, (parts: Parts) => Piece> {
  const half = ({ hours }: Parts): string => (hours % 24 >= 12 ? 'PM' : 'AM');
  return {
    [pattern]: (parts) => both(half(parts)),
    [`${pattern[0]}.${pattern[1]}.`]: (parts) => both([...half(parts), ''].join('.')),
  };
}

/** With at least `size` digits behind the sign, if it is not to be as short as can be. */
function signed(value: number, size: number): Piece {
  const digits = String(Math.abs(value));
  const sign = value < 0 ? '-' : '';
  return { text: sign + digits, padded: sign + digits.padStart(size, '0') };
}

/** With at least `size` characters, a sign among them. */
function printed(value: number, size: number): Piece {
  return signed(value, value < 0 ? size - 1 : size);
}

/** The first `size` digits behind the second. */
function fraction(micros: number, size: number): Piece {
  return both(printed(Math.trunc(micros / 10 ** (6 - size)) + 0, size).padded);
}

function inSmallLetters({ text, padded }: Piece): Piece {
  return { text: text.toLowerCase(), padded: padded.toLowerCase() };
}

function both(text: string): Piece {
  return { text, padded: text };
}

import { civilDate, civilDay, dayOfWeek, isoWeek } from './calendar.ts';
import { microsOfDay, microsToDay } from './timestamp.ts';

/** What patterns can ask of an instant. */
interface Parts {
  readonly day: number;
  readonly year: number;
  readonly month: number;
  readonly date: number;
  readonly dayOfYear: number;
  readonly seconds: number;
  readonly micros: number;
}

/** What stands for a pattern, a number or a name: as short as can be (with FM), and filled up. */
export interface Piece {
  readonly text: string;
  readonly padded: string;
}

type PieceOf = (parts: Parts) => Piece;

const monthNames =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const dayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const romanMonths = 'I II III IV V VI VII VIII IX X XI XII'.split(' ');

/** TO_CHAR of an instant in UTC by PostgreSQL's template patterns; other characters stay. */
export function formatByPattern(micros: bigint, pattern: string): string {
  const parts = partsOf(micros);
  return replacePieces(pattern, (name) => (pieces[name] ?? pieces[name.toUpperCase()])(parts));
}

/** A template with each of its patterns replaced by a piece; quoted texts stay. */
export function replacePieces(template: string, pieceOf: (name: string) => Piece): string {
  return template.replace(token, (match, quoted, fill, name, ordinal) => {
    if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1');
    if (name === undefined) return match;
    const piece = pieceOf(name);
    const text = fill === undefined ? piece.padded : piece.text;
    return ordinal === undefined ? text : text + suffixOf(text, ordinal);
  });
}

const pieces: Readonly<Record<string, PieceOf>> = {
  'Y,YYY': ({ year }) => {
    const digits = String(shownYear(year)).padStart(4, '0');
    return both(`${digits.slice(0, -3)},${digits.slice(-3)}`);
  },
  YYYY: ({ year }) => digits(shownYear(year), 4),
  YYY: ({ year }) => digits(shownYear(year) % 1000, 3),
  YY: ({ year }) => digits(shownYear(year) % 100, 2),
  Y: ({ year }) => digits(shownYear(year) % 10, 1),
  IYYY: ({ day }) => digits(shownYear(isoWeek(day).year), 4),
  IYY: ({ day }) => digits(shownYear(isoWeek(day).year) % 1000, 3),
  IY: ({ day }) => digits(shownYear(isoWeek(day).year) % 100, 2),
  I: ({ day }) => digits(shownYear(isoWeek(day).year) % 10, 1),
  IDDD: ({ day }) => digits(7 * (isoWeek(day).week - 1) + isoWeekday(day), 3),
  CC: ({ year }) => century(year),
  Q: ({ month }) => digits(Math.ceil(month / 3), 1),
  MM: ({ month }) => digits(month, 2),
  ...names('MONTH', ({ month }) => monthNames[month - 1], 9),
  ...names('MON', ({ month }) => monthNames[month - 1].slice(0, 3), 3),
  RM: ({ month }) => padded(romanMonths[month - 1], 4),
  rm: ({ month }) => padded(romanMonths[month - 1].toLowerCase(), 4),
  DDD: ({ dayOfYear }) => digits(dayOfYear, 3),
  DD: ({ date }) => digits(date, 2),
  D: ({ day }) => digits(dayOfWeek(day) + 1, 1),
  ID: ({ day }) => digits(isoWeekday(day), 1),
  ...names('DAY', ({ day }) => dayNames[dayOfWeek(day)], 9),
  ...names('DY', ({ day }) => dayNames[dayOfWeek(day)].slice(0, 3), 3),
  WW: ({ dayOfYear }) => digits(Math.ceil(dayOfYear / 7), 2),
  W: ({ date }) => digits(Math.ceil(date / 7), 1),
  IW: ({ day }) => digits(isoWeek(day).week, 2),
  J: ({ day }) => digits(day + 2_440_588, 1),
  HH24: ({ seconds }) => digits(Math.floor(seconds / 3600), 2),
  HH12: twelveHours,
  HH: twelveHours,
  MI: ({ seconds }) => digits(Math.floor(seconds / 60) % 60, 2),
  SSSSS: ({ seconds }) => digits(seconds, 1),
  SSSS: ({ seconds }) => digits(seconds, 1),
  SS: ({ seconds }) => digits(seconds % 60, 2),
  MS: ({ micros }) => digits(Math.floor(micros / 1000), 3),
  US: ({ micros }) => digits(micros, 6),
  ...fractions(),
  ...marks(['AM', 'PM'], ({ seconds }) => (seconds < 43_200 ? 'AM' : 'PM')),
  ...marks(['AD', 'BC'], ({ year }) => (year > 0 ? 'AD' : 'BC')),
  TZ: () => both('UTC'),
  tz: () => both('utc'),
  OF: () => both('+00'),
};

/** Patterns of names are told apart by their case, those of numbers are not. */
const patterns = Object.keys(pieces)
  .flatMap((name) => (name.toLowerCase() in pieces ? [name] : [name, name.toLowerCase()]))
  .sort((left, right) => right.length - left.length)
  .map((name) => name.replaceAll('.', '\\.'));

/** A quoted text, or a pattern of the table (longer ones first) with FM before and TH behind it. */
const token = new RegExp(`"((?:[^"\\\\]|\\\\.)*)"|(FM|fm)?(${patterns.join('|')})(TH|th)?`, 'g');

function partsOf(micros: bigint): Parts {
  const day = microsToDay(micros);
  const { year, month, day: date } = civilDate(day);
  const ofDay = Number(microsOfDay(micros));
  return {
    day,
    year,
    month,
    date,
    dayOfYear: day - civilDay(year, 1, 1) + 1,
    seconds: Math.floor(ofDay / 1e6),
    micros: ofDay % 1e6,
  };
}

/** There is no year 0: 1 BC is shown as 1. */
function shownYear(year: number): number {
  return year > 0 ? year : 1 - year;
}

function twelveHours({ seconds }: Parts): Piece {
  return digits(Math.floor(seconds / 3600) % 12 || 12, 2);
}

function fractions(): Record<string, PieceOf> {
  const sizes = [1, 2, 3, 4, 5, 6];
  return Object.fromEntries(
    sizes.map((size): [string, PieceOf] => [
      `FF${size}`,
      ({ micros }) => digits(Math.floor(micros / 10 ** (6 - size)), size),
    ]),
  );
}

/** A name in capitals, capitalized and in small letters, as the pattern is written. */
function names(pattern: string, name: (parts: Parts) => string, width: number) {
  const capitalized = pattern[0] + pattern.slice(1).toLowerCase();
  const variants: Record<string, PieceOf> = {
    [pattern]: (parts) => padded(name(parts).toUpperCase(), width),
    [capitalized]: (parts) => padded(name(parts), width),
    [pattern.toLowerCase()]: (parts) => padded(name(parts).toLowerCase(), width),
  };
  return variants;
}

/** Words of two letters by each pattern, with points between and in small letters as it has them. */
function marks(patterns: readonly string[], word: (parts: Parts) => string) {
  const entries = patterns.flatMap((pattern): [string, PieceOf][] => {
    const dotted = ([first, second]: string) => `${first}.${second}.`;
    return [
      [pattern, (parts) => both(word(parts))],
      [pattern.toLowerCase(), (parts) => both(word(parts).toLowerCase())],
      [dotted(pattern), (parts) => both(dotted(word(parts)))],
      [dotted(pattern).toLowerCase(), (parts) => both(dotted(word(parts)).toLowerCase())],
    ];
  });
  return Object.fromEntries(entries);
}

/** From Monday, 1, to Sunday, 7. */
function isoWeekday(day: number): number {
  return dayOfWeek(day) || 7;
}

/** Before our era with a sign, as only the year has BC beside it. */
function century(year: number): Piece {
  const piece = digits(Math.ceil(shownYear(year) / 100), 2);
  if (year > 0) return piece;
  return { text: `-${piece.text}`, padded: `-${piece.padded}` };
}

function digits(value: number, size: number): Piece {
  return { text: String(value), padded: String(value).padStart(size, '0') };
}

function padded(text: string, width: number): Piece {
  return { text, padded: text.padEnd(width) };
}

function both(text: string): Piece {
  return { text, padded: text };
}

/** `st`, `nd`, `rd` or `th`, in the case of the pattern's TH. */
function suffixOf(text: string, ordinal: string): string {
  if (!/\d$/.test(text)) return '';
  const isTeen = /1\d$/.test(text);
  const last = isTeen ? 0 : Number(text.at(-1));
  const suffix = ['th', 'st', 'nd', 'rd'][last] ?? 'th';
  return ordinal === 'TH' ? suffix.toUpperCase() : suffix;
}

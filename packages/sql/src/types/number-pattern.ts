import { type Layout, readLayout } from './number-layout.ts';
import { romanNumber } from './roman-number.ts';

/** A number as TO_CHAR reads it: `-` or none, and decimal digits. */
export interface PatternNumber {
  readonly isNegative: boolean;
  /** The digits of the absolute value with `fraction` digits behind the point, rounded. */
  readonly digits: (fraction: number) => string;
  /** The number times a power of ten, for the pattern V. */
  readonly timesTenTo: (exponent: number) => PatternNumber;
}

/**
 * TO_CHAR of a number by PostgreSQL's template patterns. A number with more digits than the pattern
 * gives `#`s. Throws SQL_INVALID_VALUE for a pattern that contradicts itself.
 */
export function formatNumber(given: PatternNumber, pattern: string): string {
  const layout = readLayout(pattern);
  if (/^(?:FM)?RN(?:FM)?$/i.test(pattern)) return formatRoman(given, layout);
  const number = layout.multiplier === 0 ? given : given.timesTenTo(layout.multiplier);
  const rounded = number.digits(layout.behind);
  const size = rounded.split('.')[0].length;
  const digits = size > layout.before ? hashes(layout) : rounded;
  const writer = createWriter(layout, digits, number.isNegative, Math.max(layout.before - size, 0));
  for (const each of layout.tokens) writeToken(writer, each);
  return writer.out;
}

/** The state of writing a number: where in the pattern and in the digits it is. */
interface Writer {
  readonly layout: Layout;
  readonly digits: string;
  readonly isNegative: boolean;
  /** Places of the pattern before the first digit. */
  readonly blanks: number;
  readonly sign: Layout['sign'];
  readonly hasZero: boolean;
  /** Offset of the last digit that FM keeps, or of the point; `undefined`: all are kept. */
  readonly last: number | undefined;
  isSigned: boolean;
  /** Digits written so far, with the point. */
  at: number;
  /** Places of the pattern that were read, with the point. */
  position: number;
  /** A digit has been written: group separators show from here on. */
  isInside: boolean;
  out: string;
}

function createWriter(layout: Layout, digits: string, isNegative: boolean, blanks: number): Writer {
  const { isFilled, hasPoint } = layout;
  const sign = isFilled && !isNegative && layout.sign === 'angle' ? 'default' : layout.sign;
  const needsNone = isFilled && !isNegative && sign !== 'first' && sign !== 'last';
  return {
    layout,
    digits,
    isNegative,
    blanks,
    sign,
    hasZero: layout.zeroStart >= 0,
    last: isFilled && hasPoint ? lastDigit(layout, digits, blanks) : undefined,
    isSigned: sign === 'none' || needsNone,
    at: 0,
    position: 0,
    isInside: false,
    out: '',
  };
}

function writeToken(writer: Writer, token: string): void {
  const { isFilled } = writer.layout;
  const blank = isFilled ? '' : ' ';
  switch (token.toUpperCase()) {
    case '9':
    case '0':
    case '.':
    case 'D':
      writeSign(writer);
      writePlace(writer, token === '0');
      writeEnd(writer);
      writer.position++;
      return;
    case ',':
    case 'G':
      writer.out += writer.isInside ? ',' : blank;
      return;
    case 'MI':
      writer.out += writer.isNegative ? '-' : blank;
      return;
    case 'PL':
      writer.out += writer.isNegative ? blank : '+';
      return;
    case 'SG':
      writer.out += writer.isNegative ? '-' : '+';
      return;
    case 'TH':
      writer.out += ordinalOf(writer, token);
      return;
    case 'L':
      // No currency has a symbol here.
      writer.out += ' ';
      return;
    case 'FM':
    case 'S':
    case 'PR':
    case 'V':
    case 'B':
      return;
    default:
      writer.out += token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/gs, '$1') : token;
  }
}

/** The sign comes directly before the first digit. */
function writeSign(writer: Writer): void {
  const { layout, sign, isNegative, position, blanks } = writer;
  const isDue = position >= blanks || (writer.hasZero && layout.zeroStart === position);
  if (writer.isSigned || !isDue || sign === 'last') return;
  if (isBlankZero(writer) && !isPointLast(writer)) return;
  if (sign === 'angle') writer.out += isNegative ? '<' : ' ';
  else if (isNegative) writer.out += '-';
  else if (sign === 'first') writer.out += '+';
  else if (!layout.isFilled) writer.out += ' ';
  writer.isSigned = true;
}

function writePlace(writer: Writer, isZeroPattern: boolean): void {
  if (writer.position < writer.blanks) writeBlank(writer);
  else {
    writeDigit(writer, isZeroPattern);
    if (writer.at < writer.digits.length) writer.at++;
  }
}

/** A place before the first digit: a zero from the first 0 of the pattern on. */
function writeBlank(writer: Writer): void {
  const { layout, position } = writer;
  if (writer.hasZero && layout.zeroStart <= position) {
    writer.out += '0';
    writer.isInside = true;
  } else if (!layout.isFilled) writer.out += ' ';
}

function writeDigit(writer: Writer, isZeroPattern: boolean): void {
  const { digits, at, last, layout } = writer;
  if (digits[at] === '.') {
    writer.out += '.';
    return;
  }
  if (last !== undefined && at > last && !isZeroPattern) return;
  if (!isBlankZero(writer)) {
    writer.out += digits[at] ?? '';
    writer.isInside = true;
  } else if (!layout.isFilled) writer.out += ' ';
  else if (isPointLast(writer)) writer.out += '0';
}

/** What follows the last digit. */
function writeEnd(writer: Writer): void {
  const { layout, sign, isNegative, last, at, position } = writer;
  const count = layout.before + layout.behind + Number(layout.hasPoint);
  const end = last !== undefined && last === at ? position : count;
  if (position + 1 !== end) return;
  if (sign === 'angle' && writer.isSigned) writer.out += isNegative ? '>' : ' ';
  else if (sign === 'last') writer.out += isNegative ? '-' : '+';
}

/** A zero before the point for which the pattern has a 9 is left out. */
function isBlankZero({ hasZero, at, digits, layout }: Writer): boolean {
  return !hasZero && at === 0 && digits[0] === '0' && layout.behind !== 0;
}

function isPointLast({ last, digits }: Writer): boolean {
  return last !== undefined && digits[last] === '.';
}

function lastDigit(layout: Layout, digits: string, blanks: number): number | undefined {
  const point = digits.indexOf('.');
  if (point < 0) return undefined;
  const kept = digits.slice(point + 1).replace(/0+$/, '').length;
  const last = point + kept;
  if (layout.zeroEnd <= blanks) return last;
  return Math.max(last, Math.min(digits.length - 1, layout.zeroEnd - blanks));
}

function hashes({ before, behind }: Layout): string {
  return `${'#'.repeat(before)}.${'#'.repeat(behind)}`;
}

function ordinalOf({ digits, isNegative, layout }: Writer, pattern: string): string {
  if (isNegative || layout.hasPoint || digits.startsWith('#')) return '';
  const isTeen = /1\d$/.test(digits);
  const suffix = (isTeen ? undefined : ['th', 'st', 'nd', 'rd'][Number(digits.at(-1))]) ?? 'th';
  return pattern === 'TH' ? suffix.toUpperCase() : suffix;
}

function formatRoman(number: PatternNumber, { isFilled, pattern }: Layout): string {
  const value = Number(number.digits(0));
  const text = romanNumber(number.isNegative ? 0 : value);
  const cased = pattern.includes('rn') ? text.toLowerCase() : text;
  return isFilled ? cased : cased.padStart(15);
}

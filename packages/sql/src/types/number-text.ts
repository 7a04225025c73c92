import { type SqlType, sqlTypes } from './sql-type.ts';
import { invalidText, outOfRange } from './value-error.ts';

export const SMALLINT_MIN = -(2 ** 15);
export const SMALLINT_MAX = 2 ** 15 - 1;
export const INT_MIN = -(2 ** 31);
export const INT_MAX = 2 ** 31 - 1;
export const BIGINT_MIN = -(2n ** 63n);
export const BIGINT_MAX = 2n ** 63n - 1n;

const integerText = /^\s*[+-]?\d+\s*$/;
const doubleText = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const infinityText = /^[+-]?(?:inf|infinity)$/i;
/** Leading zeros aside, no BIGINT has more digits; converting longer texts takes quadratic time. */
const MAX_INTEGER_DIGITS = 19;

/** A SMALLINT from decimal digits. Throws SQL_INVALID_VALUE, SQL_OUT_OF_RANGE. */
export function parseInt16(text: string): number {
  const value = Number(parseInteger(text, sqlTypes.smallint));
  if (value < SMALLINT_MIN || value > SMALLINT_MAX) throw outOfRange(sqlTypes.smallint, text);
  return value;
}

/** An INT from decimal digits. Throws SQL_INVALID_VALUE, SQL_OUT_OF_RANGE. */
export function parseInt32(text: string): number {
  const value = Number(parseInteger(text, sqlTypes.int));
  if (value < INT_MIN || value > INT_MAX) throw outOfRange(sqlTypes.int, text);
  return value;
}

/** A BIGINT from decimal digits. Throws SQL_INVALID_VALUE, SQL_OUT_OF_RANGE. */
export function parseInt64(text: string): bigint {
  const value = parseInteger(text, sqlTypes.bigint);
  if (value < BIGINT_MIN || value > BIGINT_MAX) throw outOfRange(sqlTypes.bigint, text);
  return value;
}

/** A DOUBLE; too large or too small for one is SQL_OUT_OF_RANGE, as in PostgreSQL. */
export function parseDouble(text: string): number {
  return parseFloating(text, sqlTypes.double);
}

/** A FLOAT; errors as `parseDouble`, by the range of 32 bits. */
export function parseFloat32(text: string): number {
  const wide = parseFloating(text, sqlTypes.float);
  const value = Math.fround(wide);
  if (!isFloatOf(value, wide)) throw outOfRange(sqlTypes.float, text);
  return value;
}

/** Whether rounding `wide` to the float `value` kept it finite, and other than 0. */
export function isFloatOf(value: number, wide: number): boolean {
  return Number.isFinite(value) === Number.isFinite(wide) && (value === 0) === (wide === 0);
}

function parseFloating(text: string, type: SqlType): number {
  const trimmed = text.trim();
  if (infinityText.test(trimmed)) {
    return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (trimmed.toLowerCase() === 'nan') return Number.NaN;
  if (!doubleText.test(trimmed)) throw invalidText(type, text);
  const value = Number(trimmed);
  const vanished = value === 0 && /[1-9]/.test(trimmed.replace(/e.*$/i, ''));
  if (!Number.isFinite(value) || vanished) throw outOfRange(type, text);
  return value;
}

/**
 * A DOUBLE as PostgreSQL prints it: the shortest digits that read back the same, with an exponent
 * (of at least two digits) below 1e-4 and from 1e15 on.
 */
export function formatDouble(value: number): string {
  return formatFloating(value, 1e15);
}

/** A FLOAT as PostgreSQL prints it: as `formatDouble`, with an exponent from 1e6 on. */
export function formatFloat(value: number): string {
  return formatFloating(shortFloat(value), 1e6);
}

/** The double of the fewest decimal digits that rounds to the float `value`. */
export function shortFloat(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  // Six digits survive the way through a float, but not through a denormal one.
  const isNormal = Math.abs(value) >= 2 ** -126;
  for (let digits = isNormal ? 6 : 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

function formatFloating(value: number, exponentFrom: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return '-0';
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < exponentFrom)) return String(value);
  const [digits, exponent] = value.toExponential().split('e');
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

function parseInteger(text: string, type: SqlType): bigint {
  if (!integerText.test(text)) throw invalidText(type, text);
  const trimmed = text.trim();
  const digits = trimmed.replace(/^[+-]?0*/, '');
  if (digits.length > MAX_INTEGER_DIGITS) throw outOfRange(type, text);
  const value = BigInt(digits);
  return trimmed.startsWith('-') ? -value : value;
}

import { SqlError } from '../error.ts';
import { sqlTypes } from './sql-type.ts';
import { invalidText, outOfRange } from './value-error.ts';

/**
 * An exact decimal number, `unscaled` / 10^`scale`. `scale`, 0 to 1000, is how many digits stand
 * behind the point, zeros at the end included, as PostgreSQL keeps it; `unscaled` has at most 1000
 * digits. Outside of arithmetic a decimal is its canonical text: `-?digits(.digits)?` without
 * leading zeros before the point's digit, never `-0`.
 */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** Most digits of a decimal, and most digits behind its point: PostgreSQL's limit for columns. */
export const MAX_DIGITS = 1000;

const powers: bigint[] = [1n];

/** 10^`exponent`, an integer from 0 on. */
export function powerOfTen(exponent: number): bigint {
  if (exponent > 2 * MAX_DIGITS) return 10n ** BigInt(exponent);
  for (let next = powers.length; next <= exponent; next++) powers.push(powers[next - 1] * 10n);
  return powers[exponent];
}

const LIMIT = powerOfTen(MAX_DIGITS);

/** The decimal that a canonical text spells. */
export function decimalOf(text: string): Decimal {
  const point = text.indexOf('.');
  if (point < 0) return { unscaled: BigInt(text), scale: 0 };
  const unscaled = BigInt(text.slice(0, point) + text.slice(point + 1));
  return { unscaled, scale: text.length - point - 1 };
}

/** The canonical text of `unscaled` / 10^`scale`. */
export function decimalText(unscaled: bigint | number, scale: number): string {
  const text = String(unscaled);
  if (scale === 0) return text;
  const isNegative = text.charCodeAt(0) === 45;
  const digits = (isNegative ? text.slice(1) : text).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${isNegative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The canonical text of a decimal. */
export function formatDecimal({ unscaled, scale }: Decimal): string {
  return decimalText(unscaled, scale);
}

/**
 * `unscaled` / 10^`scale` within 1000 digits: what is too much behind the point is rounded away, half
 * away from zero. Throws SQL_OUT_OF_RANGE when the digits before the point are too many.
 */
export function fitDecimal(unscaled: bigint, scale: number): Decimal {
  if (scale <= MAX_DIGITS && unscaled < LIMIT && unscaled > -LIMIT) return { unscaled, scale };
  const size = absolute(unscaled);
  const excess = Math.max(scale - MAX_DIGITS, digitCount(size) - MAX_DIGITS);
  if (excess > scale) throw outOfRange(sqlTypes.decimal);
  const rounded = divideRounded(unscaled, powerOfTen(excess));
  if (absolute(rounded) < LIMIT) return { unscaled: rounded, scale: scale - excess };
  // Rounding made a digit more: 9…9.5 is 10…0.
  if (excess === scale) throw outOfRange(sqlTypes.decimal);
  return { unscaled: rounded / 10n, scale: scale - excess - 1 };
}

/** `value` with `scale` digits behind the point, rounded half away from zero; not limited. */
export function rescale(value: Decimal, scale: number): bigint {
  const { unscaled } = value;
  if (scale >= value.scale) return unscaled * powerOfTen(scale - value.scale);
  return divideRounded(unscaled, powerOfTen(value.scale - scale));
}

/** `dividend` / `divisor` to the nearest integer, halves away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = absolute(dividend - quotient * divisor);
  if (rest * 2n < absolute(divisor)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/** Negative, 0 or positive, by value: 1.5 is 1.50. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const shift = left.scale - right.scale;
  const x = shift < 0 ? left.unscaled * powerOfTen(-shift) : left.unscaled;
  const y = shift > 0 ? right.unscaled * powerOfTen(shift) : right.unscaled;
  if (x < y) return -1;
  return x > y ? 1 : 0;
}

/** How many decimal digits a positive integer has; 1 of zero. */
export function digitCount(value: bigint): number {
  return String(value).length;
}

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

const decimalForm = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
const notANumber = /^(?:nan|[+-]?inf(?:inity)?)$/i;

/** Past this an exponent leaves no digit in sight, whatever the number. */
const MAX_EXPONENT = 20_000;

/**
 * The canonical text of a decimal written with or without an exponent. Digits behind the point that
 * do not fit into 1000 are rounded away. Throws SQL_INVALID_VALUE; SQL_OUT_OF_RANGE for too many
 * digits before the point, NaN and infinity.
 */
export function parseDecimal(text: string): string {
  const trimmed = text.trim();
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimalForm.exec(trimmed) ?? [];
  if (whole.length + fraction.length === 0) {
    throw notANumber.test(trimmed) ? notFinite(text) : invalidText(sqlTypes.decimal, text);
  }
  const spelled = spelledDecimal(whole, fraction, Number(exponent));
  if (spelled === undefined) throw outOfRange(sqlTypes.decimal, text);
  const unscaled = sign === '-' ? -spelled.unscaled : spelled.unscaled;
  return formatDecimal(fitDecimal(unscaled, spelled.scale));
}

/** The digits as one integer, not yet rounded; `undefined` with too many of them before the point. */
function spelledDecimal(whole: string, fraction: string, exponent: number): Decimal | undefined {
  const digits = (whole + fraction).replace(/^0+/, '');
  const scale = fraction.length - exponent;
  if (digits === '') return { unscaled: 0n, scale: Math.min(Math.max(scale, 0), MAX_DIGITS) };
  if (digits.length - scale > MAX_DIGITS || exponent > MAX_EXPONENT) return undefined;
  if (scale <= 0) return { unscaled: BigInt(digits) * powerOfTen(-scale), scale: 0 };
  // One digit behind the last that may stay decides how it is rounded.
  const kept = digits.length - Math.max(0, scale - MAX_DIGITS - 1);
  if (kept <= 0) return { unscaled: 0n, scale: MAX_DIGITS };
  return { unscaled: BigInt(digits.slice(0, kept)), scale: scale - (digits.length - kept) };
}

function notFinite(text: string): SqlError {
  return new SqlError('SQL_OUT_OF_RANGE', `DECIMAL has no value ${text.trim()}`, {
    hint: 'Use DOUBLE.',
  });
}

/**
 * The canonical text of a decimal as a DECIMAL(`precision`, `scale`): rounded, half away from zero.
 * Throws SQL_OUT_OF_RANGE when digits before the point do not fit.
 */
export function constrainDecimal(text: string, precision: number, scale: number): string {
  const value = decimalOf(text);
  const unscaled = rescale(value, scale);
  if (absolute(unscaled) < powerOfTen(precision)) {
    if (value.scale === scale) return text;
    if (scale >= 0) return decimalText(unscaled, scale);
    return formatDecimal(fitDecimal(unscaled * powerOfTen(-scale), 0));
  }
  const bound = precision === scale ? '1' : `10^${precision - scale}`;
  throw new SqlError('SQL_OUT_OF_RANGE', `numeric field overflow: ${text}`, {
    hint: `A value of type DECIMAL(${precision}, ${scale}) must round to an absolute value less than ${bound}.`,
  });
}

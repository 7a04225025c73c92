import {
  absolute,
  type Decimal,
  digitCount,
  divideRounded,
  fitDecimal,
  MAX_DIGITS,
  powerOfTen,
} from './decimal.ts';
import { divisionByZero } from './value-error.ts';

/** Significant digits that inexact results have at least, as in PostgreSQL. */
export const MIN_SIGNIFICANT_DIGITS = 16;

/** PostgreSQL works with digits of base 10^4, by which it chooses the scale of results. */
const DIGIT_SIZE = 4;

/** `left + right`, with the greater scale of both. Throws SQL_OUT_OF_RANGE. */
export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const [x, y, scale] = aligned(left, right);
  return fitDecimal(x + y, scale);
}

/** `left - right`, with the greater scale of both. Throws SQL_OUT_OF_RANGE. */
export function subtractDecimals(left: Decimal, right: Decimal): Decimal {
  const [x, y, scale] = aligned(left, right);
  return fitDecimal(x - y, scale);
}

/** `left * right`, with the scales of both added. Throws SQL_OUT_OF_RANGE. */
export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return fitDecimal(left.unscaled * right.unscaled, left.scale + right.scale);
}

/** `left / right`, rounded to PostgreSQL's scale. Throws SQL_DIVISION_BY_ZERO, SQL_OUT_OF_RANGE. */
export function divideDecimals(left: Decimal, right: Decimal): Decimal {
  if (right.unscaled === 0n) throw divisionByZero();
  return divideToScale(left, right, divisionScale(left, right));
}

/** The rest of the division cut to an integer, with the dividend's sign. Errors as division. */
export function moduloDecimals(left: Decimal, right: Decimal): Decimal {
  if (right.unscaled === 0n) throw divisionByZero();
  const [x, y, scale] = aligned(left, right);
  return fitDecimal(x % y, scale);
}

/** The quotient cut to an integer. Errors as division. */
export function integerQuotient(left: Decimal, right: Decimal): Decimal {
  if (right.unscaled === 0n) throw divisionByZero();
  const [x, y] = aligned(left, right);
  return fitDecimal(x / y, 0);
}

/** Both as integers over one scale. */
export function aligned(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const shift = left.scale - right.scale;
  if (shift === 0) return [left.unscaled, right.unscaled, left.scale];
  if (shift > 0) return [left.unscaled, right.unscaled * powerOfTen(shift), left.scale];
  return [left.unscaled * powerOfTen(-shift), right.unscaled, right.scale];
}

/** `left / right` at `scale`, or at the greatest one below it with which 1000 digits suffice. */
export function divideToScale(left: Decimal, right: Decimal, scale: number): Decimal {
  const wanted = Math.min(scale, MAX_DIGITS);
  const quotient = quotientAt(left, right, wanted);
  const excess = digitCount(absolute(quotient)) - MAX_DIGITS;
  if (excess <= 0) return { unscaled: quotient, scale: wanted };
  const fitting = Math.max(0, wanted - excess);
  return fitDecimal(quotientAt(left, right, fitting), fitting);
}

function quotientAt(left: Decimal, right: Decimal, scale: number): bigint {
  const shift = scale + right.scale - left.scale;
  const dividend = shift > 0 ? left.unscaled * powerOfTen(shift) : left.unscaled;
  const divisor = shift < 0 ? right.unscaled * powerOfTen(-shift) : right.unscaled;
  return divideRounded(dividend, divisor);
}

/**
 * The scale of a quotient, as PostgreSQL selects it (select_div_scale): at least 16 significant
 * digits by an estimate of the quotient's size, and not less than either operand's scale.
 */
export function divisionScale(left: Decimal, right: Decimal): number {
  const dividend = leadingDigit(left);
  const divisor = leadingDigit(right);
  const weight = dividend.weight - divisor.weight - Number(dividend.digit <= divisor.digit);
  const scale = MIN_SIGNIFICANT_DIGITS - weight * DIGIT_SIZE;
  return Math.max(scale, left.scale, right.scale, 0);
}

/** The first digit of base 10^4 and its weight, an exponent of that base; both 0 of zero. */
export function leadingDigit({ unscaled, scale }: Decimal): {
  readonly digit: number;
  readonly weight: number;
} {
  if (unscaled === 0n) return { digit: 0, weight: 0 };
  const digits = String(absolute(unscaled));
  const weight = Math.floor((digits.length - 1 - scale) / DIGIT_SIZE);
  const kept = digits.length - scale - weight * DIGIT_SIZE;
  return { digit: Number(digits.slice(0, kept).padEnd(kept, '0')), weight };
}

import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import {
  absolute,
  type Decimal,
  decimalText,
  digitCount,
  divideRounded,
  fitDecimal,
  formatDecimal,
  MAX_DIGITS,
  powerOfTen,
  rescale,
} from './decimal.ts';
import { leadingDigit, MIN_SIGNIFICANT_DIGITS } from './decimal-arithmetic.ts';
import { integerRoot } from './decimal-roots.ts';
import { sqlTypes } from './sql-type.ts';
import { divisionByZero, outOfRange } from './value-error.ts';

/*
 * Functions whose results are rounded: PostgreSQL chooses for each a number of digits behind the
 * point such that about 16 digits are significant; here no more than 1000 digits in all. They are
 * calculated by series, as integers over 10^places, with as many places as the result needs.
 */

/** Places while calculating beyond those of the result. */
const SPARE_PLACES = 20;

/** e^value. Throws SQL_OUT_OF_RANGE past 1000 digits. */
export function exponential(value: Decimal): Decimal {
  const coarse = Number(formatDecimal(value));
  return raisedE(coarse, [value.scale], (places) => rescale(value, places));
}

/**
 * e^exponent: `exponent` is it nearly, `exact` it over 10^places; by `scales` the result has at
 * least as many digits behind the point.
 */
function raisedE(
  exponent: number,
  scales: readonly number[],
  exact: (places: number) => bigint,
): Decimal {
  const digits = exponent * Math.LOG10E;
  if (digits > MAX_DIGITS) throw outOfRange(sqlTypes.decimal);
  const scale = resultScale(Math.trunc(digits), ...scales);
  if (digits < -MAX_DIGITS - 1) return { unscaled: 0n, scale };
  const places = scale + Math.ceil(Math.max(0, digits)) + SPARE_PLACES;
  return fitTo({ unscaled: exponentialOf(exact(places), places), scale: places }, scale);
}

/** The natural logarithm. Throws SQL_INVALID_VALUE unless the value is positive. */
export function naturalLogarithm(value: Decimal): Decimal {
  checkLogarithm(value);
  const scale = resultScale(logarithmSize(value), value.scale);
  const places = scale + SPARE_PLACES;
  return fitTo({ unscaled: logarithmOf(value, places), scale: places }, scale);
}

/** The logarithm of `value` to any base. Errors as `naturalLogarithm`, and division by zero. */
export function logarithmToBase(base: Decimal, value: Decimal): Decimal {
  checkLogarithm(base);
  checkLogarithm(value);
  if (base.unscaled === powerOfTen(base.scale)) throw divisionByZero();
  const baseSize = logarithmSize(base);
  const size = logarithmSize(value) - baseSize;
  const scale = resultScale(size, base.scale, value.scale);
  // The divisor's error counts as many times as it is small and the quotient great.
  const places = scale + Math.max(0, -baseSize) + Math.max(0, size) + SPARE_PLACES;
  const dividend = logarithmOf(value, places) * powerOfTen(places);
  const quotient = divideRounded(dividend, logarithmOf(base, places));
  return fitTo({ unscaled: quotient, scale: places }, scale);
}

/** The logarithm to base 10. Errors as `naturalLogarithm`. */
export function decimalLogarithm(value: Decimal): Decimal {
  return logarithmToBase({ unscaled: 10n, scale: 0 }, value);
}

/** base^exponent. Throws SQL_INVALID_VALUE where that is no real number, SQL_OUT_OF_RANGE. */
export function power(base: Decimal, exponent: Decimal): Decimal {
  const whole = exponent.unscaled / powerOfTen(exponent.scale);
  const isWhole = whole * powerOfTen(exponent.scale) === exponent.unscaled;
  if (base.unscaled === 0n) return powerOfZero(base, exponent, isWhole);
  if (isWhole && absolute(whole) < 2n ** 31n) return wholePower(base, whole);
  if (base.unscaled < 0n) {
    throw new SqlError(
      'SQL_INVALID_VALUE',
      'a negative number raised to a non-integer power yields a complex result',
      { sqlState: conditions.invalidArgumentForPowerFunction },
    );
  }
  const wholeDigits = Math.max(0, digitCount(absolute(exponent.unscaled)) - exponent.scale);
  const product = (places: number): bigint => {
    const logarithm = logarithmOf(base, places + wholeDigits);
    return divideRounded(logarithm * exponent.unscaled, powerOfTen(exponent.scale + wholeDigits));
  };
  const coarse = Number(decimalText(product(SPARE_PLACES), SPARE_PLACES));
  return raisedE(coarse, [base.scale, exponent.scale], product);
}

function powerOfZero(base: Decimal, exponent: Decimal, isWhole: boolean): Decimal {
  if (exponent.unscaled < 0n) {
    throw new SqlError('SQL_INVALID_VALUE', 'zero raised to a negative power is undefined', {
      sqlState: conditions.invalidArgumentForPowerFunction,
    });
  }
  if (!isWhole) return { unscaled: 0n, scale: MIN_SIGNIFICANT_DIGITS };
  const scale = Math.max(MIN_SIGNIFICANT_DIGITS, base.scale);
  return { unscaled: exponent.unscaled === 0n ? powerOfTen(scale) : 0n, scale };
}

/** By repeated squaring of the base, kept to as many digits as matter. */
function wholePower(base: Decimal, exponent: bigint): Decimal {
  const scale = Math.max(MIN_SIGNIFICANT_DIGITS, base.scale);
  let result: Decimal = { unscaled: 1n, scale: 0 };
  let square = base;
  for (let rest = absolute(exponent); rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = product(result, square);
    if (rest > 1n) square = product(square, square);
  }
  if (exponent >= 0n) return fitTo(result, scale);
  // Zero was asked about before; its like is what became too small to be told from it.
  const place = digitCount(absolute(result.unscaled)) - result.scale;
  if (result.unscaled === 0n || place < -MAX_DIGITS) throw outOfRange(sqlTypes.decimal);
  const shift = Math.max(0, KEPT_DIGITS + result.scale);
  const inverse = divideRounded(powerOfTen(shift), result.unscaled);
  return fitTo({ unscaled: inverse, scale: shift - result.scale }, scale);
}

/** Most digits that a product keeps: all that are wanted, and errors of many products. */
const KEPT_DIGITS = MAX_DIGITS + 100;

/** A product to KEPT_DIGITS digits. A scale below zero stands for zeros at the end. */
function product(left: Decimal, right: Decimal): Decimal {
  const unscaled = left.unscaled * right.unscaled;
  const scale = left.scale + right.scale;
  const excess = digitCount(absolute(unscaled)) - KEPT_DIGITS;
  if (excess <= 0) return { unscaled, scale };
  if (-scale > MAX_EXPONENT) throw outOfRange(sqlTypes.decimal);
  return { unscaled: divideRounded(unscaled, powerOfTen(excess)), scale: scale - excess };
}

/** Powers past this many digits are out of range, or zero, whatever comes after. */
const MAX_EXPONENT = 100_000;

function fitTo({ unscaled, scale }: Decimal, wanted: number): Decimal {
  const digits = digitCount(absolute(unscaled)) - scale;
  if (digits > MAX_DIGITS) throw outOfRange(sqlTypes.decimal);
  if (digits < -MAX_DIGITS - 1) return { unscaled: 0n, scale: Math.min(wanted, MAX_DIGITS) };
  const fitting = Math.max(0, Math.min(wanted, MAX_DIGITS - Math.max(0, digits)));
  if (scale < 0) return fitDecimal(unscaled * powerOfTen(fitting - scale), fitting);
  return fitDecimal(rescale({ unscaled, scale }, fitting), fitting);
}

/** The scale with which at least 16 digits are significant of a number of 10^`size`. */
function resultScale(size: number, ...scales: readonly number[]): number {
  return Math.min(Math.max(MIN_SIGNIFICANT_DIGITS - size, 0, ...scales), MAX_DIGITS);
}

function checkLogarithm({ unscaled }: Decimal): void {
  if (unscaled > 0n) return;
  const what = unscaled === 0n ? 'zero' : 'a negative number';
  throw new SqlError('SQL_INVALID_VALUE', `cannot take logarithm of ${what}`, {
    sqlState: conditions.invalidArgumentForLogarithm,
  });
}

/** PostgreSQL's estimate (estimate_ln_dweight) of the place of a logarithm's first digit. */
function logarithmSize(value: Decimal): number {
  const one = powerOfTen(value.scale);
  const distance = value.unscaled - one;
  if (absolute(distance) * 10n <= one) {
    if (distance === 0n) return 0;
    const { digit, weight } = leadingDigit({ unscaled: distance, scale: value.scale });
    return weight * 4 + Math.trunc(Math.log10(digit));
  }
  const digits = String(value.unscaled);
  const kept = Number(digits.slice(0, 15));
  const logarithm =
    Math.log(kept) + (digits.length - Math.min(15, digits.length) - value.scale) * Math.LN10;
  return Math.trunc(Math.log10(Math.abs(logarithm)));
}

/** e^x over 10^places: x is halved until small, summed up by Taylor's series, and squared back. */
function exponentialOf(value: bigint, places: number): bigint {
  const one = powerOfTen(places);
  if (value < 0n) return (one * one) / exponentialOf(-value, places);
  let halvings = 0n;
  let small = value * GUARD;
  const unit = one * GUARD;
  while (small > unit / 1000n) {
    small >>= 1n;
    halvings += 1n;
  }
  let sum = unit;
  let term = unit;
  for (let index = 1n; term !== 0n; index += 1n) {
    term = (term * small) / unit / index;
    sum += term;
  }
  for (; halvings > 0n; halvings -= 1n) sum = (sum * sum) / unit;
  return sum / GUARD;
}

/** More digits, which squaring loses. */
const GUARD = powerOfTen(60);

/** ln(value) over 10^places. */
function logarithmOf(value: Decimal, places: number): bigint {
  const { unscaled, scale } = value;
  const digits = String(unscaled);
  const size = digits.length - scale;
  // value = mantissa * 10^size, with the mantissa in 0.1 … 1.
  const mantissa = divideRounded(unscaled * powerOfTen(places), powerOfTen(digits.length));
  return logarithmOfMantissa(mantissa, places) + BigInt(size) * logarithmOfTen(places);
}

/** ln of 0.1 … 1 by 2·artanh((m - 1) / (m + 1)), after square roots that bring it near to 1. */
function logarithmOfMantissa(mantissa: bigint, places: number): bigint {
  let near = mantissa * GUARD;
  const unit = powerOfTen(places) * GUARD;
  let doublings = 1n;
  while (unit - near > unit / 50n) {
    near = integerRoot(near * unit);
    doublings *= 2n;
  }
  const ratio = ((near - unit) * unit) / (near + unit);
  const square = (ratio * ratio) / unit;
  let sum = 0n;
  let term = ratio;
  for (let index = 1n; term !== 0n; index += 2n) {
    sum += term / index;
    term = (term * square) / unit;
  }
  return divideRounded(sum * 2n * doublings, GUARD);
}

/** ln(10) to the most places that were wanted so far. */
let knownLogarithmOfTen: Decimal = { unscaled: 2n, scale: 0 };

function logarithmOfTen(places: number): bigint {
  if (knownLogarithmOfTen.scale < places) {
    const unscaled = -logarithmOfMantissa(powerOfTen(places - 1), places);
    knownLogarithmOfTen = { unscaled, scale: places };
  }
  return rescale(knownLogarithmOfTen, places);
}

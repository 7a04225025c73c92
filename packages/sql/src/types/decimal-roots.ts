import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { type Decimal, digitCount, fitDecimal, MAX_DIGITS, powerOfTen } from './decimal.ts';
import { leadingDigit, MIN_SIGNIFICANT_DIGITS } from './decimal-arithmetic.ts';

/**
 * The square root, rounded to PostgreSQL's scale: at least 16 significant digits, and not less than
 * the value's scale. SQL_INVALID_VALUE for a negative number.
 */
export function squareRoot(value: Decimal): Decimal {
  if (value.unscaled < 0n) {
    throw new SqlError('SQL_INVALID_VALUE', 'cannot take square root of a negative number', {
      sqlState: conditions.invalidArgumentForPowerFunction,
    });
  }
  const weight = leadingDigit(value).weight * 2 + 1;
  return squareRootAt(value, Math.max(MIN_SIGNIFICANT_DIGITS - weight, value.scale, 0));
}

/** The square root of what is not negative, rounded to `scale` or as many as 1000 digits allow. */
export function squareRootAt(value: Decimal, scale: number): Decimal {
  const wholeDigits = Math.max(0, Math.ceil((digitCount(value.unscaled) - value.scale) / 2));
  const wanted = Math.max(0, Math.min(scale, MAX_DIGITS - wholeDigits));
  // The root of value * 10^(2 * wanted) is the unscaled root.
  const shift = wanted * 2 - value.scale;
  const radicand =
    shift >= 0 ? value.unscaled * powerOfTen(shift) : value.unscaled / powerOfTen(-shift);
  const root = integerRoot(radicand);
  // Above root + 1/2 when above root^2 + root; what was cut from the radicand does not matter then.
  const rounded = radicand > root * root + root ? root + 1n : root;
  return fitDecimal(rounded, wanted);
}

/** The integer part of the square root, by Newton's method from above. */
export function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

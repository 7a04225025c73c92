import { compareDecimals } from '../../types/decimal.ts';
import type { DecimalColumn } from '../column.ts';
import { decimalAt, scaleAt } from '../decimal-column.ts';
import { DECIMAL_WORDS, readNarrow } from '../decimal-words.ts';

/** Powers of ten that a double holds exactly. */
const exactPowers: readonly number[] = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** `compareDecimalSlots` of two columns, faster where they have one scale. */
export function decimalComparator(
  x: DecimalColumn,
  y: DecimalColumn,
): (left: number, right: number) => number {
  if (x.scales !== undefined || y.scales !== undefined || x.scale !== y.scale) {
    return (left, right) => compareDecimalSlots(x, left, y, right);
  }
  const [xs, ys] = [x.values, y.values];
  return (left, right) => {
    const difference = readNarrow(xs, left * DECIMAL_WORDS) - readNarrow(ys, right * DECIMAL_WORDS);
    if (!Number.isNaN(difference)) return difference;
    return compareDecimals(decimalAt(x, left), decimalAt(y, right));
  };
}

/** Negative, 0 or positive: the order by value of two slots, neither NULL. */
export function compareDecimalSlots(
  left: DecimalColumn,
  leftSlot: number,
  right: DecimalColumn,
  rightSlot: number,
): number {
  const x = readNarrow(left.values, leftSlot * DECIMAL_WORDS);
  const y = readNarrow(right.values, rightSlot * DECIMAL_WORDS);
  const shift = scaleAt(left, leftSlot) - scaleAt(right, rightSlot);
  const difference = narrowDifference(x, y, shift);
  if (!Number.isNaN(difference)) return difference;
  return compareDecimals(decimalAt(left, leftSlot), decimalAt(right, rightSlot));
}

/** The sign of x / 10^shift - y; NaN where doubles do not tell. */
function narrowDifference(x: number, y: number, shift: number): number {
  if (shift === 0) return x - y;
  if (Math.abs(shift) >= exactPowers.length) return Number.NaN;
  if (shift < 0) return exactDifference(x * exactPowers[-shift], y);
  return exactDifference(x, y * exactPowers[shift]);
}

/** Products past 2^53 may be rounded, which matters only when both sides are that great. */
function exactDifference(x: number, y: number): number {
  const isExact = Math.abs(x) <= Number.MAX_SAFE_INTEGER || Math.abs(y) <= Number.MAX_SAFE_INTEGER;
  return isExact ? x - y : Number.NaN;
}

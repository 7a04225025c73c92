import { type Decimal, decimalText } from '../types/decimal.ts';
import type { DecimalColumn } from './column.ts';
import { DECIMAL_WORDS, readNarrow, readUnscaled } from './decimal-words.ts';

/** Digits behind the point of one slot. */
export function scaleAt({ scale, scales }: DecimalColumn, slot: number): number {
  return scales === undefined ? scale : scales[slot];
}

/** The value of one slot that is not NULL. */
export function decimalAt(column: DecimalColumn, slot: number): Decimal {
  const unscaled = readUnscaled(column.values, slot * DECIMAL_WORDS, column.listed);
  return { unscaled, scale: scaleAt(column, slot) };
}

/** The number nearest to one slot that is not NULL; infinite past the range of doubles. */
export function decimalNumberAt(column: DecimalColumn, slot: number): number {
  const narrow = readNarrow(column.values, slot * DECIMAL_WORDS);
  // Both of them are exact then, and the division rounds once.
  const isExact = !Number.isNaN(narrow) && scaleAt(column, slot) <= MAX_EXACT_POWER;
  return isExact ? narrow / 10 ** scaleAt(column, slot) : Number(decimalTextAt(column, slot));
}

/** The greatest power of ten that a double holds exactly. */
const MAX_EXACT_POWER = 22;

/** The canonical text of one slot that is not NULL. */
export function decimalTextAt(column: DecimalColumn, slot: number): string {
  const narrow = readNarrow(column.values, slot * DECIMAL_WORDS);
  const scale = scaleAt(column, slot);
  if (!Number.isNaN(narrow)) return decimalText(narrow, scale);
  return decimalText(readUnscaled(column.values, slot * DECIMAL_WORDS, column.listed), scale);
}

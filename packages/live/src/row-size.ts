import { isArray, type Value } from '@kalamdb/sql';
import type { LiveRow } from './live-change.ts';

/** About what a value takes besides its text: name, quotes, comma, digits. */
const VALUE_OVERHEAD = 16;

/** Rough size of a row on the wire, in bytes: what bounds a batch, not an exact figure. */
export function rowSizeBytes({ values }: LiveRow): number {
  return sizeOf(values);
}

function sizeOf(values: readonly Value[]): number {
  let size = 0;
  for (const value of values) {
    size += VALUE_OVERHEAD;
    if (typeof value === 'string') size += value.length;
    // BYTES are written as lists of numbers.
    else if (value instanceof Uint8Array) size += value.length * 4;
    else if (isArray(value)) size += sizeOf(value);
  }
  return size;
}

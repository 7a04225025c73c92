import assert from 'node:assert/strict';
import { getBit } from '../../columnar/bitmap.ts';
import type { BytesColumn, Column } from '../../columnar/column.ts';
import { wordsOf } from '../../columnar/layout.ts';
import type { SortColumn } from './sort-column.ts';

/** Bytes of a value that one prefix holds. */
export const PREFIX_SIZE = 8;

/** Rows to work on between two yields: a few milliseconds. */
export const STEP_ROWS = 0x10000;

/** Unsigned 64-bit numbers, in two words, that order as the values they stand for. */
export interface Prefixes {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

const SIGN = 0x80000000;

/** The words of NaN: above those of Infinity. */
const NAN_HIGH = 0xffffffff;

/**
 * Prefixes of the values in rows `order` (none NULL), by position in `order`. Of values of layout
 * `bytes` they hold the 8 bytes from `offset`, zeros after the end: different prefixes order as the
 * values, equal ones leave it open. Of all other layouts they hold the whole value. Yields between steps.
 */
export function* prefixesOf(
  key: SortColumn,
  order: Uint32Array,
  offset: number,
): Generator<void, Prefixes> {
  const prefixes = { high: new Uint32Array(order.length), low: new Uint32Array(order.length) };
  for (let from = 0; from < order.length; from += STEP_ROWS) {
    const end = from + STEP_ROWS;
    const part = { high: prefixes.high.subarray(from, end), low: prefixes.low.subarray(from, end) };
    fill(key.column, order.subarray(from, end), offset, part);
    if (key.descending) complement(part);
    yield;
  }
  return prefixes;
}

function fill(column: Column, order: Uint32Array, offset: number, { high, low }: Prefixes): void {
  switch (column.layout) {
    case 'bits':
      for (let k = 0; k < order.length; k++) low[k] = Number(getBit(column.values, order[k]));
      break;
    case 'int32':
      for (let k = 0; k < order.length; k++) low[k] = column.values[order[k]] ^ SIGN;
      break;
    case 'int64':
      fillInt64(wordsOf(column.values), order, { high, low });
      break;
    case 'float64':
      fillFloat64(column.values, order, { high, low });
      break;
    case 'decimal':
    case 'list':
      assert.fail('decimals and arrays are sorted by what `orderColumn` makes of them');
      break;
    case 'bytes':
      fillBytes(column, order, offset, { high, low });
      break;
    default:
      assert.fail(`unknown layout ${column satisfies never}`);
  }
}

function fillInt64(words: Int32Array, order: Uint32Array, { high, low }: Prefixes): void {
  for (let k = 0; k < order.length; k++) {
    const at = order[k] * 2;
    low[k] = words[at];
    high[k] = words[at + 1] ^ SIGN;
  }
}

/** The bits of a negative double order backwards. */
function fillFloat64(values: Float64Array, order: Uint32Array, { high, low }: Prefixes): void {
  const value = new Float64Array(1);
  const words = wordsOf(value);
  for (let k = 0; k < order.length; k++) {
    value[0] = values[order[k]] + 0; // -0 becomes 0
    if (Number.isNaN(value[0])) {
      high[k] = NAN_HIGH;
      low[k] = 0;
      continue;
    }
    const flip = words[1] >> 31;
    high[k] = words[1] ^ (flip | SIGN);
    low[k] = words[0] ^ flip;
  }
}

function fillBytes(
  { data, offsets }: BytesColumn,
  order: Uint32Array,
  offset: number,
  { high, low }: Prefixes,
): void {
  for (let k = 0; k < order.length; k++) {
    const start = offsets[order[k]] + offset;
    const end = offsets[order[k] + 1];
    high[k] = readWord(data, start, end);
    low[k] = readWord(data, start + 4, end);
  }
}

/** Up to four bytes from `start`, big-endian, as if zeros followed `end`. */
function readWord(data: Uint8Array, start: number, end: number): number {
  if (start + 4 <= end) {
    return (data[start] << 24) | (data[start + 1] << 16) | (data[start + 2] << 8) | data[start + 3];
  }
  let word = 0;
  for (let at = start; at < end; at++) word |= data[at] << (24 - 8 * (at - start));
  return word;
}

function complement({ high, low }: Prefixes): void {
  for (let k = 0; k < high.length; k++) {
    high[k] = ~high[k];
    low[k] = ~low[k];
  }
}

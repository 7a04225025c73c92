import assert from 'node:assert/strict';
import { getBit } from '../../columnar/bitmap.ts';
import type { BytesColumn, Column } from '../../columnar/column.ts';
import { wordsOf } from '../../columnar/layout.ts';
import type { SortColumn } from './sort-column.ts';

/** Bytes of a value that one prefix holds. */
export const PREFIX_SIZE = 4;

/** Rows to work on between two yields: a few milliseconds. */
export const STEP_ROWS = 0x10000;

const SIGN = 0x80000000;

/** The high word of NaN: above that of Infinity. */
const NAN_HIGH = 0xffffffff;

/** So many bytes from the first one on decide about the order of values of this layout. */
export function decisiveSize({ layout }: Column): number {
  switch (layout) {
    case 'bits':
    case 'int32':
      return 4;
    case 'int64':
    case 'float64':
      return 8;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/**
 * Four bytes, from `offset`, of what orders as the values in rows `order` (none NULL), by position
 * in `order`: unsigned, zeros after the end of a text. Values whose bytes before `offset` are equal
 * order by them, as far as they differ. One word at a time: the first one nearly always decides, and
 * sorting moves half as much as with two. Yields between steps.
 */
export function* prefixesOf(
  key: SortColumn,
  order: Uint32Array,
  offset: number,
): Generator<void, Uint32Array> {
  const prefixes = new Uint32Array(order.length);
  for (let from = 0; from < order.length; from += STEP_ROWS) {
    const end = from + STEP_ROWS;
    const part = prefixes.subarray(from, end);
    fill(key.column, order.subarray(from, end), offset, part);
    if (key.descending) complement(part);
    yield;
  }
  return prefixes;
}

function fill(column: Column, order: Uint32Array, offset: number, out: Uint32Array): void {
  switch (column.layout) {
    case 'bits':
      for (let k = 0; k < order.length; k++) out[k] = Number(getBit(column.values, order[k]));
      break;
    case 'int32':
      for (let k = 0; k < order.length; k++) out[k] = column.values[order[k]] ^ SIGN;
      break;
    case 'int64':
      fillInt64(wordsOf(column.values), order, offset, out);
      break;
    case 'float64':
      fillFloat64(column.values, order, offset, out);
      break;
    case 'decimal':
    case 'list':
      assert.fail('decimals and arrays are sorted by what `orderColumn` makes of them');
      break;
    case 'bytes':
      fillBytes(column, order, offset, out);
      break;
    default:
      assert.fail(`unknown layout ${column satisfies never}`);
  }
}

function fillInt64(words: Int32Array, order: Uint32Array, offset: number, out: Uint32Array): void {
  if (offset > 0) for (let k = 0; k < order.length; k++) out[k] = words[order[k] * 2];
  else for (let k = 0; k < order.length; k++) out[k] = words[order[k] * 2 + 1] ^ SIGN;
}

/** The bits of a negative double order backwards. */
function fillFloat64(
  values: Float64Array,
  order: Uint32Array,
  offset: number,
  out: Uint32Array,
): void {
  const value = new Float64Array(1);
  const words = wordsOf(value);
  for (let k = 0; k < order.length; k++) {
    value[0] = values[order[k]] + 0; // -0 becomes 0
    const flip = words[1] >> 31;
    if (Number.isNaN(value[0])) out[k] = offset > 0 ? 0 : NAN_HIGH;
    else out[k] = offset > 0 ? words[0] ^ flip : words[1] ^ (flip | SIGN);
  }
}

function fillBytes(
  { data, offsets }: BytesColumn,
  order: Uint32Array,
  offset: number,
  out: Uint32Array,
): void {
  for (let k = 0; k < order.length; k++) {
    out[k] = readWord(data, offsets[order[k]] + offset, offsets[order[k] + 1]);
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

function complement(words: Uint32Array): void {
  for (let k = 0; k < words.length; k++) words[k] = ~words[k];
}

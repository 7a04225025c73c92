import assert from 'node:assert/strict';
import { getBit, isValid } from '../bitmap.ts';
import type {
  BitsColumn,
  BytesColumn,
  Column,
  DecimalColumn,
  Float64Column,
  Int32Column,
} from '../column.ts';
import { asBits, asBytes, asDecimal, asFloat64, asInt32, asInt64, wordsOf } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { equalRanges } from './byte-ranges.ts';
import { compareDecimalSlots } from './decimal-order.ts';
import { slotComparator } from './slot-order.ts';

/** Rows of a batch paired with stored keys, and which pairs are still thought to be equal. */
export interface KeyPairs {
  /** Slots of the rows. */
  readonly slots: Uint32Array;
  /** Per pair the row of the stored keys, or -1 for a pair that is not looked at. */
  readonly rows: Int32Array;
  /** Per pair 1, or 0 once a column differs. */
  readonly matches: Uint8Array;
}

/**
 * Clear the match of each pair whose values in one key column differ. NULL equals NULL, NaN equals
 * NaN, -0 equals 0: as GROUP BY and DISTINCT have it.
 */
export function matchKeys(vector: Vector, keys: Column, pairs: KeyPairs): void {
  const codes = sameCodes(vector.column, keys);
  if (codes !== undefined) {
    matchCodes(codes, vector.mask, pairs);
    return;
  }
  if (vector.column.validity !== undefined || keys.validity !== undefined) {
    matchNulls(vector, keys, pairs);
  }
  switch (keys.layout) {
    case 'int32':
      matchInt32(vector, keys, pairs);
      break;
    case 'int64':
      matchInt64(vector, wordsOf(keys.values), pairs);
      break;
    case 'float64':
      matchFloat64(vector, keys, pairs);
      break;
    case 'decimal':
      matchDecimals(vector, keys, pairs);
      break;
    case 'bytes':
      if (keys.type.kind === 'interval') matchInOrder(vector, keys, pairs);
      else matchBytes(vector, keys, pairs);
      break;
    case 'list':
      matchInOrder(vector, keys, pairs);
      break;
    case 'bits':
      matchBits(vector, keys, pairs);
      break;
    default:
      assert.fail(`unknown layout ${keys satisfies never}`);
  }
}

interface CodePair {
  readonly codes: Int32Array;
  readonly stored: Int32Array;
}

/** Both columns' codes, if they are by one dictionary. */
function sameCodes(column: Column, keys: Column): CodePair | undefined {
  if (column.layout !== 'bytes' || keys.layout !== 'bytes') return undefined;
  if (column.coded === undefined || column.coded.dictionary !== keys.coded?.dictionary) {
    return undefined;
  }
  return { codes: column.coded.codes, stored: keys.coded.codes };
}

function matchCodes(
  { codes, stored }: CodePair,
  mask: number,
  { slots, rows, matches }: KeyPairs,
): void {
  for (let k = 0; k < slots.length; k++) {
    if (rows[k] >= 0 && codes[slots[k] & mask] !== stored[rows[k]]) matches[k] = 0;
  }
}

function matchNulls(vector: Vector, keys: Column, { slots, rows, matches }: KeyPairs): void {
  const { validity } = vector.column;
  for (let k = 0; k < slots.length; k++) {
    if (rows[k] < 0) continue;
    if (isValid(validity, slots[k] & vector.mask) !== isValid(keys.validity, rows[k])) {
      matches[k] = 0;
    }
  }
}

// The loops below compare what lies in the slots of two NULLs as well, and only when it differs
// look whether it counts.

function matchInt32(vector: Vector, keys: Int32Column, { slots, rows, matches }: KeyPairs): void {
  const { values, validity } = asInt32(vector.column);
  const { mask } = vector;
  const stored = keys.values;
  for (let k = 0; k < slots.length; k++) {
    if (rows[k] < 0) continue;
    const slot = slots[k] & mask;
    if (values[slot] !== stored[rows[k]] && isValid(validity, slot)) matches[k] = 0;
  }
}

function matchInt64(vector: Vector, stored: Int32Array, { slots, rows, matches }: KeyPairs): void {
  const { values, validity } = asInt64(vector.column);
  const words = wordsOf(values);
  const { mask } = vector;
  for (let k = 0; k < slots.length; k++) {
    if (rows[k] < 0) continue;
    const slot = slots[k] & mask;
    const at = slot * 2;
    const other = rows[k] * 2;
    const equal = words[at] === stored[other] && words[at + 1] === stored[other + 1];
    if (!equal && isValid(validity, slot)) matches[k] = 0;
  }
}

function matchFloat64(
  vector: Vector,
  keys: Float64Column,
  { slots, rows, matches }: KeyPairs,
): void {
  const { values, validity } = asFloat64(vector.column);
  const stored = keys.values;
  for (let k = 0; k < slots.length; k++) {
    if (rows[k] < 0) continue;
    const slot = slots[k] & vector.mask;
    const x = values[slot];
    const y = stored[rows[k]];
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    if (isValid(validity, slot)) matches[k] = 0;
  }
}

function matchBytes(vector: Vector, keys: BytesColumn, { slots, rows, matches }: KeyPairs): void {
  const { data, offsets, validity } = asBytes(vector.column);
  const { mask } = vector;
  for (let k = 0; k < slots.length; k++) {
    const row = rows[k];
    if (row < 0) continue;
    const slot = slots[k] & mask;
    const start = offsets[slot];
    const size = offsets[slot + 1] - start;
    const other = keys.offsets[row];
    const equal =
      size === keys.offsets[row + 1] - other && equalRanges(data, start, keys.data, other, size);
    if (!equal && isValid(validity, slot)) matches[k] = 0;
  }
}

function matchDecimals(
  vector: Vector,
  keys: DecimalColumn,
  { slots, rows, matches }: KeyPairs,
): void {
  const column = asDecimal(vector.column);
  for (let k = 0; k < slots.length; k++) {
    if (rows[k] < 0) continue;
    const slot = slots[k] & vector.mask;
    if (!isValid(column.validity, slot)) continue;
    if (compareDecimalSlots(column, slot, keys, rows[k]) !== 0) matches[k] = 0;
  }
}

/** Values that are equal where neither goes before the other. */
function matchInOrder(vector: Vector, keys: Column, { slots, rows, matches }: KeyPairs): void {
  const { validity } = vector.column;
  const compare = slotComparator(vector.column, keys);
  for (let k = 0; k < slots.length; k++) {
    if (rows[k] < 0) continue;
    const slot = slots[k] & vector.mask;
    if (matches[k] === 1 && isValid(validity, slot) && compare(slot, rows[k]) !== 0) matches[k] = 0;
  }
}

function matchBits(vector: Vector, keys: BitsColumn, { slots, rows, matches }: KeyPairs): void {
  const { values, validity } = asBits(vector.column);
  for (let k = 0; k < slots.length; k++) {
    if (rows[k] < 0) continue;
    const slot = slots[k] & vector.mask;
    const equal = getBit(values, slot) === getBit(keys.values, rows[k]);
    if (!equal && isValid(validity, slot)) matches[k] = 0;
  }
}

import assert from 'node:assert/strict';
import { getBit } from '../bitmap.ts';
import type { BitsColumn, Float64Column, Int32Column, Int64Column } from '../column.ts';
import { intervalOrder } from '../interval-order.ts';
import { asBytes, wordsOf } from '../layout.ts';
import { allSlots } from '../slots.ts';
import { takeVector } from '../take.ts';
import type { Vector } from '../vector.ts';
import { hashBytes, hashCodes } from './hash-bytes.ts';
import { hashDecimals } from './hash-decimal.ts';
import { hashLists } from './hash-list.ts';
import { mix, NULL_HASH } from './mix.ts';

/** The hash of every NaN, before mixing. */
const NAN_HASH = 0x4e614e21;

/**
 * Mix the value of each of `slots` into `hashes`, which is indexed as `slots` (not by slot). Equal
 * values, NULLs included, mix alike; so do -0 and 0. Start from zeros; call once per key column.
 */
export function hashVector(vector: Vector, slots: Uint32Array, hashes: Int32Array): void {
  const { column, mask } = vector;
  if (column.layout === 'bytes' && column.coded !== undefined) {
    hashCodes(column.coded, mask, slots, hashes);
    return;
  }
  const { validity } = column;
  if (validity === undefined) {
    hashValues(vector, slots, hashes);
    return;
  }
  const before = hashes.slice();
  hashValues(vector, slots, hashes);
  // What lies in the slot of a NULL was mixed in: replace it.
  for (let k = 0; k < slots.length; k++) {
    if (!getBit(validity, slots[k] & mask)) hashes[k] = mix(before[k], NULL_HASH);
  }
}

function hashValues({ column, mask }: Vector, slots: Uint32Array, hashes: Int32Array): void {
  switch (column.layout) {
    case 'int32':
      hashInt32(column, mask, slots, hashes);
      break;
    case 'int64':
      hashInt64(column, mask, slots, hashes);
      break;
    case 'float64':
      hashFloat64(column, mask, slots, hashes);
      break;
    case 'decimal':
      hashDecimals(column, mask, slots, hashes);
      break;
    case 'bytes':
      if (column.type.kind === 'interval') hashIntervals({ column, mask }, slots, hashes);
      else hashBytes(column, mask, slots, hashes);
      break;
    case 'list':
      hashLists({ column, mask }, slots, hashes, hashVector);
      break;
    case 'bits':
      hashBits(column, mask, slots, hashes);
      break;
    default:
      assert.fail(`unknown layout ${column satisfies never}`);
  }
}

/** Only what is in `slots` is read as an interval: others hold anything. */
function hashIntervals(vector: Vector, slots: Uint32Array, hashes: Int32Array): void {
  const spans = intervalOrder(asBytes(takeVector(vector, slots)));
  hashBytes(spans, -1, allSlots(slots.length), hashes);
}

function hashBits(
  { values }: BitsColumn,
  mask: number,
  slots: Uint32Array,
  hashes: Int32Array,
): void {
  for (let k = 0; k < slots.length; k++) {
    hashes[k] = mix(hashes[k], Number(getBit(values, slots[k] & mask)));
  }
}

function hashInt32(
  { values }: Int32Column,
  mask: number,
  slots: Uint32Array,
  hashes: Int32Array,
): void {
  for (let k = 0; k < slots.length; k++) hashes[k] = mix(hashes[k], values[slots[k] & mask]);
}

function hashInt64(
  { values }: Int64Column,
  mask: number,
  slots: Uint32Array,
  hashes: Int32Array,
): void {
  const words = wordsOf(values);
  for (let k = 0; k < slots.length; k++) {
    const at = (slots[k] & mask) * 2;
    hashes[k] = mix(mix(hashes[k], words[at]), words[at + 1]);
  }
}

/** `value + 0` turns -0 into 0. */
function hashFloat64(
  { values }: Float64Column,
  mask: number,
  slots: Uint32Array,
  hashes: Int32Array,
): void {
  const value = new Float64Array(1);
  const words = wordsOf(value);
  for (let k = 0; k < slots.length; k++) {
    value[0] = values[slots[k] & mask] + 0;
    hashes[k] = Number.isNaN(value[0])
      ? mix(hashes[k], NAN_HASH)
      : mix(mix(hashes[k], words[0]), words[1]);
  }
}

import { asFloat64 } from '../layout.ts';
import type { Vector } from '../vector.ts';
import type { Comparisons } from './comparison.ts';

/** Comparisons of doubles: NaN equals itself and is greater than any other, -0 equals 0. */
export const compareFloat64: Comparisons = { equal, unequal, less, lessOrEqual };

function equal(left: Vector, right: Vector, slots: Uint32Array, out: Uint32Array): number {
  const a = asFloat64(left.column).values;
  const b = asFloat64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    out[count] = slot;
    count += equalBit(x, y);
  }
  return count;
}

function unequal(left: Vector, right: Vector, slots: Uint32Array, out: Uint32Array): number {
  const a = asFloat64(left.column).values;
  const b = asFloat64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    out[count] = slot;
    count += 1 - equalBit(x, y);
  }
  return count;
}

function less(left: Vector, right: Vector, slots: Uint32Array, out: Uint32Array): number {
  const a = asFloat64(left.column).values;
  const b = asFloat64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    out[count] = slot;
    count += Number(!(y <= x)) & (1 - nanBit(x));
  }
  return count;
}

function lessOrEqual(left: Vector, right: Vector, slots: Uint32Array, out: Uint32Array): number {
  const a = asFloat64(left.column).values;
  const b = asFloat64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    out[count] = slot;
    count += Number(x <= y) | nanBit(y);
  }
  return count;
}

/** 1 for NaN, otherwise 0: bits, because `||` would be a branch. */
function nanBit(value: number): number {
  return Number(Number.isNaN(value));
}

function equalBit(x: number, y: number): number {
  return Number(x === y) | (nanBit(x) & nanBit(y));
}

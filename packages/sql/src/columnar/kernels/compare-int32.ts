import { asInt32 } from '../layout.ts';
import type { Vector } from '../vector.ts';
import type { Comparisons } from './comparison.ts';

/** Comparisons of 32-bit integers. */
export const compareInt32: Comparisons = { equal, unequal, less, lessOrEqual };

function equal(left: Vector, right: Vector, slots: Uint32Array, out: Uint32Array): number {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    out[count] = slot;
    count += Number(x === y);
  }
  return count;
}

function unequal(left: Vector, right: Vector, slots: Uint32Array, out: Uint32Array): number {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    out[count] = slot;
    count += Number(x !== y);
  }
  return count;
}

function less(left: Vector, right: Vector, slots: Uint32Array, out: Uint32Array): number {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    out[count] = slot;
    count += Number(x < y);
  }
  return count;
}

function lessOrEqual(left: Vector, right: Vector, slots: Uint32Array, out: Uint32Array): number {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    out[count] = slot;
    count += Number(x <= y);
  }
  return count;
}

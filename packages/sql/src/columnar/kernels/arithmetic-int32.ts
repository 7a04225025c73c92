import { isValid } from '../bitmap.ts';
import { asInt32 } from '../layout.ts';
import type { Vector } from '../vector.ts';
import type { ArithmeticLoops } from './arithmetic-loops.ts';

/** 32-bit integers. Products past 2^53 are inexact, but also out of range. */
export const arithmeticInt32: ArithmeticLoops<Int32Array> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': modulo,
};

function add(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Int32Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const result = a[slot & leftMask] + b[slot & rightMask];
    if (result !== (result | 0) && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function subtract(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Int32Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const result = a[slot & leftMask] - b[slot & rightMask];
    if (result !== (result | 0) && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function multiply(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Int32Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const result = a[slot & leftMask] * b[slot & rightMask];
    if (result !== (result | 0) && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function divide(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Int32Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const divisor = b[slot & rightMask];
    if (divisor === 0) {
      if (isValid(validity, slot)) return false;
      continue;
    }
    const result = Math.trunc(a[slot & leftMask] / divisor);
    if (result !== (result | 0) && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function modulo(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Int32Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt32(left.column).values;
  const b = asInt32(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const divisor = b[slot & rightMask];
    if (divisor === 0) {
      if (isValid(validity, slot)) return false;
      continue;
    }
    const result = a[slot & leftMask] % divisor;
    if (result !== (result | 0) && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

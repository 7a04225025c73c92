import { isValid } from '../bitmap.ts';
import { asInt64 } from '../layout.ts';
import type { Vector } from '../vector.ts';
import type { ArithmeticLoops } from './arithmetic-loops.ts';

/** 64-bit integers. */
export const arithmeticInt64: ArithmeticLoops<BigInt64Array> = {
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
  out: BigInt64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt64(left.column).values;
  const b = asInt64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const result = a[slot & leftMask] + b[slot & rightMask];
    if (BigInt.asIntN(64, result) !== result && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function subtract(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: BigInt64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt64(left.column).values;
  const b = asInt64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const result = a[slot & leftMask] - b[slot & rightMask];
    if (BigInt.asIntN(64, result) !== result && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function multiply(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: BigInt64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt64(left.column).values;
  const b = asInt64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const result = a[slot & leftMask] * b[slot & rightMask];
    if (BigInt.asIntN(64, result) !== result && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function divide(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: BigInt64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt64(left.column).values;
  const b = asInt64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const divisor = b[slot & rightMask];
    if (divisor === 0n) {
      if (isValid(validity, slot)) return false;
      continue;
    }
    const result = a[slot & leftMask] / divisor;
    if (BigInt.asIntN(64, result) !== result && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function modulo(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: BigInt64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asInt64(left.column).values;
  const b = asInt64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const divisor = b[slot & rightMask];
    if (divisor === 0n) {
      if (isValid(validity, slot)) return false;
      continue;
    }
    const result = a[slot & leftMask] % divisor;
    if (BigInt.asIntN(64, result) !== result && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

import { isValid } from '../bitmap.ts';
import { asFloat64 } from '../layout.ts';
import type { Vector } from '../vector.ts';
import type { ArithmeticLoops } from './arithmetic-loops.ts';

/** Doubles. What overflows, underflows or divides by zero is left to the row definition. */
export const arithmeticFloat64: ArithmeticLoops<Float64Array> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
};

function add(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Float64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asFloat64(left.column).values;
  const b = asFloat64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    const result = x + y;
    if (overflows(result, x, y) && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function subtract(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Float64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asFloat64(left.column).values;
  const b = asFloat64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    const result = x - y;
    if (overflows(result, x, y) && isValid(validity, slot)) return false;
    out[slot] = result;
  }
  return true;
}

function multiply(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Float64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asFloat64(left.column).values;
  const b = asFloat64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    const result = x * y;
    if (
      (overflows(result, x, y) || (result === 0 && x !== 0 && y !== 0)) &&
      isValid(validity, slot)
    )
      return false;
    out[slot] = result;
  }
  return true;
}

function divide(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Float64Array,
  validity: Uint8Array | undefined,
): boolean {
  const a = asFloat64(left.column).values;
  const b = asFloat64(right.column).values;
  const leftMask = left.mask;
  const rightMask = right.mask;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const x = a[slot & leftMask];
    const y = b[slot & rightMask];
    const result = x / y;
    if (
      (y === 0 || overflows(result, x, y) || (result === 0 && x !== 0)) &&
      isValid(validity, slot)
    )
      return false;
    out[slot] = result;
  }
  return true;
}

function overflows(result: number, x: number, y: number): boolean {
  return !Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y);
}

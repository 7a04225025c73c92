import { sqlTypes } from '../../types/sql-type.ts';
import { emptyBitmap, getBit, intersectBitmaps, setBit } from '../bitmap.ts';
import type { BitsColumn, Column } from '../column.ts';
import type { Vector } from '../vector.ts';

/**
 * A strict function over columns. It must agree with the row definition of the function of its
 * name and types.
 */
export interface BatchKernel {
  /** Never fails, whatever the values: `evaluate` always gives a column. */
  readonly total: boolean;
  /**
   * A column of `length` slots, of which those in `slots` are computed; the others hold anything.
   * `undefined` when it cannot answer for some slot (overflow, a zero divisor): the row definition
   * then decides, and raises the error if there is one.
   */
  readonly evaluate: (
    operands: readonly Vector[],
    slots: Uint32Array,
    length: number,
  ) => Column | undefined;
  /**
   * Only of total boolean kernels: write those of `slots` where the result is true to `out`, which
   * may be `slots`, and return their number.
   */
  readonly select?: (operands: readonly Vector[], slots: Uint32Array, out: Uint32Array) => number;
}

/** The bitmap of slots where no operand is NULL; `undefined` when there is none that is. */
export function strictValidity(
  operands: readonly Vector[],
  length: number,
): Uint8Array | undefined {
  let validity: Uint8Array | undefined;
  for (const operand of operands) {
    validity = intersectBitmaps(validity, vectorValidity(operand, length), length);
  }
  return validity;
}

/** The validity of `length` slots of a vector: a constant NULL is NULL in all of them. */
export function vectorValidity(vector: Vector, length: number): Uint8Array | undefined {
  const { validity } = vector.column;
  if (validity === undefined || vector.mask === -1) return validity;
  return getBit(validity, 0) ? undefined : emptyBitmap(length);
}

/** A boolean column of `length` slots that is true in the slots of `selected`. */
export function bitsFromSlots(
  selected: Uint32Array,
  length: number,
  validity: Uint8Array | undefined,
): BitsColumn {
  const values = emptyBitmap(length);
  for (let k = 0; k < selected.length; k++) setBit(values, selected[k]);
  return { layout: 'bits', type: sqlTypes.boolean, length, validity, values };
}

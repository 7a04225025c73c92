import { isFloatOf, SMALLINT_MAX, SMALLINT_MIN } from '../../types/number-text.ts';
import { isValid } from '../bitmap.ts';

/** Whether all values in `slots` that are not NULL are SMALLINTs. */
export function fitsInt16(
  values: Int32Array,
  slots: Uint32Array,
  validity: Uint8Array | undefined,
): boolean {
  for (let k = 0; k < slots.length; k++) {
    const value = values[slots[k]];
    if ((value < SMALLINT_MIN || value > SMALLINT_MAX) && isValid(validity, slots[k])) return false;
  }
  return true;
}

/**
 * Round the values in `slots` to 32 bits; false when one overflows or vanishes. Of a sum, product or
 * quotient of two floats that is what 32-bit arithmetic gives.
 */
export function roundToFloat32(
  values: Float64Array,
  slots: Uint32Array,
  validity: Uint8Array | undefined,
): boolean {
  for (let k = 0; k < slots.length; k++) {
    const wide = values[slots[k]];
    const value = Math.fround(wide);
    if (!isFloatOf(value, wide) && isValid(validity, slots[k])) return false;
    values[slots[k]] = value;
  }
  return true;
}

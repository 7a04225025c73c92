import { sqlTypes } from '../../types/sql-type.ts';
import { isValid } from '../bitmap.ts';
import type { Column, DecimalColumn } from '../column.ts';
import { decimalNumberAt } from '../decimal-column.ts';
import { DECIMAL_WORDS, noneListed, readNarrow, writeNarrow } from '../decimal-words.ts';
import { asDecimal, asInt32, asInt64, wordsOf } from '../layout.ts';
import type { Vector } from '../vector.ts';

type Validity = Uint8Array | undefined;

/** SMALLINT and INT to DECIMAL of scale 0. */
export function intToDecimal(
  operand: Vector,
  slots: Uint32Array,
  length: number,
  validity: Validity,
): Column {
  const source = asInt32(operand.column).values;
  const values = new Int32Array(length * DECIMAL_WORDS);
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    writeNarrow(values, slot * DECIMAL_WORDS, source[slot & operand.mask]);
  }
  return integers(length, validity, values);
}

/** BIGINT to DECIMAL of scale 0: the two words, and their sign in the two above. */
export function bigintToDecimal(
  operand: Vector,
  slots: Uint32Array,
  length: number,
  validity: Validity,
): Column {
  const source = wordsOf(asInt64(operand.column).values);
  const values = new Int32Array(length * DECIMAL_WORDS);
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const from = (slot & operand.mask) * 2;
    const to = slot * DECIMAL_WORDS;
    const high = source[from + 1];
    values[to] = source[from];
    values[to + 1] = high;
    values[to + 2] = high >> 31;
    values[to + 3] = high >> 31;
  }
  return integers(length, validity, values);
}

/**
 * DECIMAL to the nearest DOUBLE: of two exact doubles the division gives just that. `undefined`
 * when there is a number that is too great, or too small, for a DOUBLE.
 */
export function decimalToDouble(
  operand: Vector,
  slots: Uint32Array,
  length: number,
  validity: Validity,
): Column | undefined {
  const source = asDecimal(operand.column);
  const values = new Float64Array(length);
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] & operand.mask;
    const value = decimalNumberAt(source, slot);
    if (!isDouble(value, source, slot) && isValid(validity, slots[k])) return undefined;
    values[slots[k]] = value;
  }
  return { layout: 'float64', type: sqlTypes.double, length, validity, values };
}

/** Whether the number of a slot stayed finite, and other than 0, as the double `value`. */
function isDouble(value: number, source: DecimalColumn, slot: number): boolean {
  if (value !== 0) return Number.isFinite(value);
  return readNarrow(source.values, slot * DECIMAL_WORDS) === 0;
}

function integers(length: number, validity: Validity, values: Int32Array): DecimalColumn {
  return {
    layout: 'decimal',
    type: sqlTypes.decimal,
    length,
    validity,
    values,
    scale: 0,
    scales: undefined,
    listed: noneListed,
  };
}

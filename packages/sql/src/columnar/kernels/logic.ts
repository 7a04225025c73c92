import { sqlTypes } from '../../types/sql-type.ts';
import { bitmapSize, getBit } from '../bitmap.ts';
import type { BitsColumn } from '../column.ts';
import { asBits } from '../layout.ts';
import type { Vector } from '../vector.ts';

/** Three-valued truth of `length` slots: bits of what is true and of what is false; NULL is neither. */
export interface Truth {
  readonly length: number;
  readonly isTrue: Uint8Array;
  readonly isFalse: Uint8Array;
}

/** The truth of a boolean vector. */
export function truthOf(vector: Vector, length: number): Truth {
  const { values, validity } = asBits(vector.column);
  const size = bitmapSize(length);
  if (vector.mask === 0) return constantTruth(vector, length);
  const isTrue = new Uint8Array(size);
  const isFalse = new Uint8Array(size);
  for (let index = 0; index < size; index++) {
    const present = validity === undefined ? 0xff : validity[index];
    isTrue[index] = values[index] & present;
    isFalse[index] = ~values[index] & present;
  }
  return { length, isTrue, isFalse };
}

/** `left AND right`: true where both are, false where one is. */
export function andTruth(left: Truth, right: Truth): Truth {
  const isTrue = combine(left.isTrue, right.isTrue, '&');
  return { length: left.length, isTrue, isFalse: combine(left.isFalse, right.isFalse, '|') };
}

/** `left OR right`: true where one is, false where both are. */
export function orTruth(left: Truth, right: Truth): Truth {
  const isTrue = combine(left.isTrue, right.isTrue, '|');
  return { length: left.length, isTrue, isFalse: combine(left.isFalse, right.isFalse, '&') };
}

/** `NOT operand`: NULL stays NULL. */
export function notTruth({ length, isTrue, isFalse }: Truth): Truth {
  return { length, isTrue: isFalse, isFalse: isTrue };
}

/** A truth as a boolean column. */
export function truthColumn({ length, isTrue, isFalse }: Truth): BitsColumn {
  const validity = combine(isTrue, isFalse, '|');
  return { layout: 'bits', type: sqlTypes.boolean, length, validity, values: isTrue };
}

function constantTruth(vector: Vector, length: number): Truth {
  const { values, validity } = asBits(vector.column);
  const size = bitmapSize(length);
  const present = validity === undefined || getBit(validity, 0);
  const value = getBit(values, 0);
  return {
    length,
    isTrue: new Uint8Array(size).fill(present && value ? 0xff : 0),
    isFalse: new Uint8Array(size).fill(present && !value ? 0xff : 0),
  };
}

function combine(left: Uint8Array, right: Uint8Array, operator: '&' | '|'): Uint8Array {
  const out = new Uint8Array(left.length);
  if (operator === '&') {
    for (let index = 0; index < out.length; index++) out[index] = left[index] & right[index];
  } else {
    for (let index = 0; index < out.length; index++) out[index] = left[index] | right[index];
  }
  return out;
}

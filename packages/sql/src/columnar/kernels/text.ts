import { sqlTypes } from '../../types/sql-type.ts';
import { isValid } from '../bitmap.ts';
import { BytesBuilder } from '../builders/bytes-builder.ts';
import type { BytesColumn } from '../column.ts';
import { asBytes } from '../layout.ts';
import { type BatchKernel, strictValidity } from './kernel.ts';

/** Number of code points, from bytes: those that do not continue a character. */
export const lengthKernel: BatchKernel = {
  total: true,
  evaluate: ([operand], slots, length) => {
    const { offsets, data } = asBytes(operand.column);
    const values = new Int32Array(length);
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k];
      const index = slot & operand.mask;
      let count = 0;
      for (let at = offsets[index]; at < offsets[index + 1]; at++) {
        count += Number((data[at] & 0xc0) !== 0x80);
      }
      values[slot] = count;
    }
    const validity = strictValidity([operand], length);
    return { layout: 'int32', type: sqlTypes.int, length, validity, values };
  },
};

/** Sizes up to this are far from the limit on texts; longer ones are left to the row definition. */
const MAX_JOINED_SIZE = 0x10000;

/** `left || right` of two texts. */
export const concatKernel: BatchKernel = {
  total: false,
  evaluate: ([left, right], slots, length) => {
    const builder = new BytesBuilder(sqlTypes.text, length);
    const a = asBytes(left.column);
    const b = asBytes(right.column);
    for (let k = 0; k < slots.length; k++) {
      const i = slots[k] & left.mask;
      const j = slots[k] & right.mask;
      builder.skipTo(slots[k]);
      if (!isValid(a.validity, i) || !isValid(b.validity, j)) builder.appendNull();
      else if (sizeAt(a, i) + sizeAt(b, j) > MAX_JOINED_SIZE) return undefined;
      else builder.appendJoined(a, i, b, j);
    }
    builder.skipTo(length);
    return builder.finish();
  },
};

function sizeAt({ offsets }: BytesColumn, slot: number): number {
  return offsets[slot + 1] - offsets[slot];
}

/** ASCII letters to lower case. */
export const lowerKernel = asciiKernel(0x41, 0x5a, 0x20);

/** ASCII letters to upper case. */
export const upperKernel = asciiKernel(0x61, 0x7a, -0x20);

/** Bytes from `first` to `last` move by `shift`; other letters than ASCII's are left to the row. */
function asciiKernel(first: number, last: number, shift: number): BatchKernel {
  return {
    total: false,
    evaluate: ([operand], slots, length) => {
      const source = asBytes(operand.column);
      const builder = new BytesBuilder(sqlTypes.text, length);
      for (let k = 0; k < slots.length; k++) {
        builder.skipTo(slots[k]);
        builder.appendSlot(source, slots[k] & operand.mask);
      }
      builder.skipTo(length);
      const { data, ...column } = builder.finish();
      const moved = moveLetters(data.subarray(0, builder.size), first, last, shift);
      return moved ? { ...column, data, coded: undefined } : undefined;
    },
  };
}

function moveLetters(data: Uint8Array, first: number, last: number, shift: number): boolean {
  for (let at = 0; at < data.length; at++) {
    const byte = data[at];
    if (byte > 0x7f) return false;
    if (byte >= first && byte <= last) data[at] = byte + shift;
  }
  return true;
}

import { Buffer } from 'node:buffer';
import type { Value } from '../types/value.ts';
import { getBit, isValid } from './bitmap.ts';
import type { BytesColumn, Column } from './column.ts';
import { decimalTextAt } from './decimal-column.ts';
import { listValue } from './list-shape.ts';
import { readUuid } from './uuid.ts';

/** The value of one slot; `null` for NULL. Bytes are copied, so that the value outlives the column. */
export function columnValue(column: Column, slot: number): Value {
  if (!isValid(column.validity, slot)) return null;
  switch (column.layout) {
    case 'bits':
      return getBit(column.values, slot);
    case 'decimal':
      return decimalTextAt(column, slot);
    case 'list':
      return listValue(column, slot, columnValue);
    case 'bytes':
      return bytesValue(column, slot);
    default:
      return column.values[slot];
  }
}

function bytesValue(column: BytesColumn, slot: number): Value {
  const { data, offsets } = column;
  const start = offsets[slot];
  const end = offsets[slot + 1];
  switch (column.type.kind) {
    case 'uuid':
      return readUuid(data, start);
    case 'bytes':
    case 'embedding':
      return new Uint8Array(data.subarray(start, end));
    default:
      return readText(data, start, end);
  }
}

/** Up to this many ASCII bytes a loop is faster than a call into the decoder. */
const SHORT_SIZE = 12;

/** Text from UTF-8 bytes [start, end). */
function readText(data: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT_SIZE) return asBuffer(data).toString('utf8', start, end);
  let text = '';
  for (let index = start; index < end; index++) {
    const byte = data[index];
    if (byte > 0x7f) return asBuffer(data).toString('utf8', start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** `data` as a Buffer over the same memory. */
function asBuffer(data: Uint8Array): Buffer {
  return data instanceof Buffer ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

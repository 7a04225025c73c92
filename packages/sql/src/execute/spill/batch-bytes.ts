import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import type { Batch } from '../../columnar/batch.ts';
import { bitmapSize } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { DECIMAL_WORDS, type ListedNumbers, noneListed } from '../../columnar/decimal-words.ts';
import { asBytes, layoutOf } from '../../columnar/layout.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';

type Numbers = Uint8Array | Uint16Array | Int32Array | BigInt64Array | Float64Array;

/**
 * A batch without a selection as bytes: the number of rows, then column by column a word whose bits
 * say what is there, and its arrays one after the other, as this machine has them in memory. For
 * `decodeBatch` of the same process only.
 */
export function encodeBatch({ columns, length, selection }: Batch): Uint8Array {
  assert(selection === undefined, 'only whole batches are encoded');
  const parts: Numbers[] = [Int32Array.of(length)];
  for (const column of columns) encodeColumn(column, length, parts);
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

function encodeColumn(column: Column, length: number, parts: Numbers[]): void {
  const { validity } = column;
  const flags =
    (validity === undefined ? 0 : 1) + (hasMore(column) ? 2 : 0) + (hasListed(column) ? 4 : 0);
  parts.push(Int32Array.of(flags));
  if (validity !== undefined) parts.push(validity.subarray(0, bitmapSize(length)));
  switch (column.layout) {
    case 'bits':
      parts.push(column.values.subarray(0, bitmapSize(length)));
      return;
    case 'int32':
    case 'int64':
    case 'float64':
      parts.push(column.values.subarray(0, length));
      return;
    case 'decimal':
      parts.push(column.values.subarray(0, length * DECIMAL_WORDS), Int32Array.of(column.scale));
      if (column.scales !== undefined) parts.push(column.scales.subarray(0, length));
      if (column.listed.length > 0) encodeListed(column.listed, parts);
      return;
    case 'bytes': {
      const { offsets, data } = column;
      const [start] = offsets;
      const ends = offsets.subarray(0, length + 1).map((offset) => offset - start);
      parts.push(ends, data.subarray(start, start + ends[length]));
      return;
    }
    case 'list': {
      const { offsets, child, shapes } = column;
      parts.push(offsets.subarray(0, length + 1));
      encodeColumn(child, offsets[length], parts);
      if (shapes !== undefined) encodeColumn(shapes, length, parts);
      return;
    }
    default:
      assert.fail(String(column satisfies never));
  }
}

/** Whether a decimal column has scales, a list shapes. */
function hasMore(column: Column): boolean {
  if (column.layout === 'decimal') return column.scales !== undefined;
  return column.layout === 'list' && column.shapes !== undefined;
}

/** Whether a decimal column has numbers beside its words. */
function hasListed(column: Column): boolean {
  return column.layout === 'decimal' && column.listed.length > 0;
}

/** Numbers past 128 bits as their digits, one after the other. */
function encodeListed(listed: ListedNumbers, parts: Numbers[]): void {
  const bytes = Buffer.from(listed.join(','));
  parts.push(Int32Array.of(bytes.length), bytes);
}

/** The batch that was encoded, its columns being of `types`. */
export function decodeBatch(bytes: Uint8Array, types: readonly SqlType[]): Batch {
  const reader = new ArrayReader(bytes);
  const [length] = reader.int32(1);
  const columns = types.map((type) => decodeColumn(type, length, reader));
  return { columns, length, selection: undefined };
}

function decodeColumn(type: SqlType, length: number, reader: ArrayReader): Column {
  const [flags] = reader.int32(1);
  const validity = (flags & 1) === 0 ? undefined : reader.uint8(bitmapSize(length));
  const layout = layoutOf(type);
  switch (layout) {
    case 'bits':
      return { layout, type, length, validity, values: reader.uint8(bitmapSize(length)) };
    case 'int32':
      return { layout, type, length, validity, values: reader.int32(length) };
    case 'int64':
      return { layout, type, length, validity, values: reader.int64(length) };
    case 'float64':
      return { layout, type, length, validity, values: reader.float64(length) };
    case 'decimal': {
      const values = reader.int32(length * DECIMAL_WORDS);
      const [scale] = reader.int32(1);
      const scales = (flags & 2) === 0 ? undefined : reader.uint16(length);
      const listed = (flags & 4) === 0 ? noneListed : decodeListed(reader);
      return { layout, type, length, validity, values, scale, scales, listed };
    }
    case 'bytes': {
      const offsets = reader.int32(length + 1);
      return { layout, type, length, validity, offsets, data: reader.uint8(offsets[length]) };
    }
    case 'list': {
      assert(type.kind === 'array', 'a list is an array');
      const offsets = reader.int32(length + 1);
      const child = decodeColumn(type.element, offsets[length], reader);
      const shapes =
        (flags & 2) === 0 ? undefined : asBytes(decodeColumn(sqlTypes.bytes, length, reader));
      return { layout, type, length, validity, offsets, child, shapes };
    }
    default:
      return assert.fail(String(layout satisfies never));
  }
}

function decodeListed(reader: ArrayReader): ListedNumbers {
  const [size] = reader.int32(1);
  return Buffer.from(reader.uint8(size)).toString('latin1').split(',').map(BigInt);
}

/** Copies arrays out of bytes, which need not be aligned. */
class ArrayReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  uint8(length: number): Uint8Array<ArrayBuffer> {
    const end = this.#at + length;
    assert(end <= this.#bytes.length, 'the bytes of a batch are all there');
    const part = new Uint8Array(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return part;
  }

  uint16(length: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.uint8(length * 2).buffer);
  }

  int32(length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.uint8(length * 4).buffer);
  }

  int64(length: number): BigInt64Array<ArrayBuffer> {
    return new BigInt64Array(this.uint8(length * 8).buffer);
  }

  float64(length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.uint8(length * 8).buffer);
  }
}

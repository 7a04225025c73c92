import assert from 'node:assert/strict';
import { asBuffer } from '../bytes-view.ts';
import { StoreError } from '../error.ts';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { readUuid, UUID_SIZE_BYTES } from '../uuid.ts';
import { decimalElementEnd, decodeDecimalElement } from './decimal-element.ts';
import { afterZero, typeCode } from './type-code.ts';

/** A zero and what says that it is the end. */
const TEXT_END_BYTES = 2;

/**
 * The values of an encoded tuple, one for each of `types`; what follows them is left. Throws
 * StoreError STORE_CORRUPT when the bytes are not such a tuple.
 */
export function decodeTuple(bytes: Uint8Array, types: readonly PhysicalType[]): StoredValue[] {
  const cursor = { bytes: asBuffer(bytes), position: 0 };
  return types.map((type) => readElement(cursor, type));
}

/** Position right after the element that starts at `position`. Throws STORE_CORRUPT. */
export function skipElement(bytes: Uint8Array, position: number): number {
  const code = bytes[position];
  if (code === typeCode.BINARY || code === typeCode.UTF8) return endOfText(bytes, position + 1);
  if (code === typeCode.DECIMAL) return endOfDecimal(bytes, position + 1);
  const end = position + 1 + fixedSize(code);
  if (end > bytes.length) throw corrupt(bytes, 'a whole element');
  return end;
}

/** The text element at `position` and the position behind it. Throws STORE_CORRUPT. */
export function readTextElement(
  bytes: Uint8Array,
  position: number,
): { readonly text: string; readonly end: number } {
  const cursor = { bytes: asBuffer(bytes), position };
  const text = readElement(cursor, 'utf8');
  if (typeof text !== 'string') throw corrupt(bytes, 'a text');
  return { text, end: cursor.position };
}

interface Cursor {
  readonly bytes: Buffer;
  position: number;
}

/** Bytes behind the type code, for the types whose length follows from it. */
function fixedSize(code: number | undefined): number {
  switch (code) {
    case typeCode.NULL:
    case typeCode.FALSE:
    case typeCode.TRUE:
      return 0;
    case typeCode.FLOAT64:
      return 8;
    case typeCode.UUID:
      return UUID_SIZE_BYTES;
    default: {
      const size = Math.abs((code ?? 0xff) - typeCode.INTEGER_ZERO);
      if (size > 8) throw new StoreError('STORE_CORRUPT', `A key holds the unknown type ${code}.`);
      return size;
    }
  }
}

function readElement(cursor: Cursor, type: PhysicalType): StoredValue {
  const { bytes, position } = cursor;
  const end = skipElement(bytes, position);
  cursor.position = end;
  const code = bytes[position] as number;
  if (code === typeCode.NULL) return null;
  switch (type) {
    case 'boolean':
      if (code === typeCode.TRUE) return true;
      return expectCode(bytes, code, typeCode.FALSE, type) && false;
    case 'int32':
      return readInt32(bytes, position);
    case 'int64':
      return readInt64(bytes, position);
    case 'float64':
      expectCode(bytes, code, typeCode.FLOAT64, type);
      return readFloat64(bytes, position + 1);
    case 'decimal':
      expectCode(bytes, code, typeCode.DECIMAL, type);
      return readDecimal(bytes, position + 1, end);
    case 'utf8':
      expectCode(bytes, code, typeCode.UTF8, type);
      return unescapeBytes(bytes.subarray(position + 1, end - TEXT_END_BYTES)).toString('utf8');
    case 'binary':
      expectCode(bytes, code, typeCode.BINARY, type);
      return Uint8Array.from(unescapeBytes(bytes.subarray(position + 1, end - TEXT_END_BYTES)));
    case 'uuid':
      expectCode(bytes, code, typeCode.UUID, type);
      return readUuid(bytes, position + 1);
    default:
      return assert.fail(`unknown type ${String(type satisfies never)}`);
  }
}

function expectCode(bytes: Buffer, code: number, expected: number, type: PhysicalType): true {
  if (code !== expected) throw corrupt(bytes, `a ${type}`);
  return true;
}

function readInt32(bytes: Buffer, position: number): number {
  const value = readInt64(bytes, position);
  if (BigInt.asIntN(32, value) !== value) throw corrupt(bytes, 'an int32');
  return Number(value);
}

function readInt64(bytes: Buffer, position: number): bigint {
  const size = (bytes[position] as number) - typeCode.INTEGER_ZERO;
  if (size < -8 || size > 8) throw corrupt(bytes, 'an integer');
  const negative = size < 0;
  let magnitude = 0n;
  for (let index = 1; index <= Math.abs(size); index += 1) {
    const byte = bytes[position + index] as number;
    magnitude = (magnitude << 8n) | BigInt(negative ? ~byte & 0xff : byte);
  }
  const value = negative ? -magnitude : magnitude;
  if (BigInt.asIntN(64, value) !== value) throw corrupt(bytes, 'an int64');
  return value;
}

function readFloat64(bytes: Buffer, position: number): number {
  const ordered = bytes.readBigUInt64BE(position);
  const positive = ordered >> 63n === 1n;
  scratch.setBigUint64(0, positive ? ordered & 0x7fff_ffff_ffff_ffffn : ~ordered);
  return scratch.getFloat64(0);
}

function readDecimal(bytes: Buffer, start: number, end: number): string {
  const text = decodeDecimalElement(bytes, start, end);
  if (text === undefined) throw corrupt(bytes, 'a decimal');
  return text;
}

function endOfDecimal(bytes: Uint8Array, start: number): number {
  const end = decimalElementEnd(bytes, start);
  if (end === -1) throw corrupt(bytes, 'the end of a decimal');
  return end;
}

const scratch = new DataView(new ArrayBuffer(8));

/** Position behind the text or binary whose bytes start at `start`. */
function endOfText(bytes: Uint8Array, start: number): number {
  let zero = bytes.indexOf(0, start);
  while (zero !== -1 && bytes[zero + 1] === afterZero.MORE) zero = bytes.indexOf(0, zero + 2);
  if (zero === -1 || bytes[zero + 1] !== afterZero.END) throw corrupt(bytes, 'the end of a text');
  return zero + TEXT_END_BYTES;
}

function unescapeBytes(escaped: Buffer): Buffer {
  if (!escaped.includes(0)) return escaped;
  const bytes = Buffer.allocUnsafe(escaped.length);
  let length = 0;
  for (let index = 0; index < escaped.length; index += 1) {
    const byte = escaped[index] as number;
    bytes[length] = byte;
    length += 1;
    if (byte === 0) index += 1;
  }
  return bytes.subarray(0, length);
}

function corrupt(bytes: Uint8Array, expected: string): StoreError {
  const shown = Buffer.from(bytes.subarray(0, 64)).toString('hex');
  return new StoreError(
    'STORE_CORRUPT',
    `A key does not hold ${expected} where expected: ${shown}.`,
  );
}

import assert from 'node:assert/strict';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { UUID_SIZE_BYTES, writeUuid } from '../uuid.ts';
import {
  BRIEF_LENGTH,
  BRIEF_SIZE_BYTES,
  DECIMAL_SIZE_BYTES,
  writeDecimal,
} from './decimal-bytes.ts';
import { DELETED_FLAG, ROW_HEADER_BYTES, rowTag } from './row-format.ts';

const INITIAL_BYTES = 16 * 1024;
/** A buffer that a big row has made greater than this is given back. */
const KEPT_BYTES = 1024 * 1024;
/** Column id and tag, then a fixed payload or the size of a longer one. */
const FIELD_OVERHEAD_BYTES = 5 + 1 + 1 + BRIEF_SIZE_BYTES;
/** Up to here a loop over the characters is faster than the runtime's calls: measured. */
const SHORT_TEXT = 100;

let buffer = Buffer.allocUnsafe(INITIAL_BYTES);
let length = 0;

/**
 * The bytes of one row version. `columnIds` ascend, from 1; `types` and `values` are by the same
 * index. `sequence` is 0…2^63-1. A value that is not of its type is a bug of the caller.
 */
export function encodeRow(
  sequence: bigint,
  deleted: boolean,
  columnIds: readonly number[],
  types: readonly PhysicalType[],
  values: readonly StoredValue[],
): Uint8Array {
  length = ROW_HEADER_BYTES;
  let previousId = 0;
  for (let index = 0; index < columnIds.length; index += 1) {
    const id = columnIds[index] as number;
    if (id <= previousId) assert.fail(`column ids must ascend from 1: ${columnIds.join(', ')}`);
    previousId = id;
    reserve(FIELD_OVERHEAD_BYTES);
    writeVarint(id);
    const value = values[index] as StoredValue;
    if (value === null) writeByte(rowTag.NULL);
    else writers[types[index] as PhysicalType](value);
  }
  buffer.writeBigUInt64BE(sequence, 0);
  buffer[8] = deleted ? DELETED_FLAG : 0;
  return takeBytes();
}

/**
 * A copy of a row version with the value of one more column, whose id is greater than those of all
 * columns in it. A value that is not of its type is a bug of the caller.
 */
export function withField(
  bytes: Uint8Array,
  columnId: number,
  type: PhysicalType,
  value: NonNullable<StoredValue>,
): Uint8Array {
  length = 0;
  reserve(bytes.length + FIELD_OVERHEAD_BYTES);
  buffer.set(bytes);
  length = bytes.length;
  writeVarint(columnId);
  writers[type](value);
  return takeBytes();
}

function takeBytes(): Uint8Array {
  const bytes = Buffer.allocUnsafe(length);
  buffer.copy(bytes, 0, 0, length);
  if (buffer.length > KEPT_BYTES) buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  return bytes;
}

/** Write tag and payload of a value that is not NULL. */
const writers: Readonly<Record<PhysicalType, (value: NonNullable<StoredValue>) => void>> = {
  boolean(value) {
    if (typeof value !== 'boolean') mismatch('boolean', value);
    writeByte(value ? rowTag.TRUE : rowTag.FALSE);
  },
  int32(value) {
    if (typeof value !== 'number' || (value | 0) !== value) mismatch('int32', value);
    writeByte(rowTag.INT32);
    buffer.writeInt32LE(value, length);
    length += 4;
  },
  int64(value) {
    if (typeof value !== 'bigint') mismatch('int64', value);
    writeByte(rowTag.INT64);
    // Refuses what does not fit into 64 bits.
    buffer.writeBigInt64LE(value, length);
    length += 8;
  },
  float64(value) {
    if (typeof value !== 'number') mismatch('float64', value);
    writeByte(rowTag.FLOAT64);
    buffer.writeDoubleLE(value, length);
    length += 8;
  },
  decimal(value) {
    if (typeof value !== 'string') mismatch('decimal', value);
    writeByte(rowTag.DECIMAL);
    if (value.length > BRIEF_LENGTH) {
      writeLongDecimal(value);
      return;
    }
    const size = writeDecimal(value, buffer, length + 1);
    buffer[length] = size;
    length += 1 + size;
  },
  utf8(value) {
    if (typeof value !== 'string') mismatch('utf8', value);
    writeByte(rowTag.UTF8);
    if (value.length > SHORT_TEXT || !writeAscii(value)) writeText(value);
  },
  binary(value) {
    if (!(value instanceof Uint8Array)) mismatch('binary', value);
    writeByte(rowTag.BINARY);
    writeVarint(value.length);
    reserve(value.length + FIELD_OVERHEAD_BYTES);
    buffer.set(value, length);
    length += value.length;
  },
  uuid(value) {
    if (typeof value !== 'string') mismatch('uuid', value);
    writeByte(rowTag.UUID);
    writeUuid(value, buffer, length);
    length += UUID_SIZE_BYTES;
  },
};

/** False, with nothing written, when `text` is not ASCII. */
function writeAscii(text: string): boolean {
  reserve(text.length + FIELD_OVERHEAD_BYTES);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return false;
    buffer[length + 1 + index] = unit;
  }
  buffer[length] = text.length;
  length += 1 + text.length;
  return true;
}

function writeText(text: string): void {
  const size = Buffer.byteLength(text);
  writeVarint(size);
  reserve(size + FIELD_OVERHEAD_BYTES);
  buffer.write(text, length, size, 'utf8');
  length += size;
}

/** One whose size may take more than a byte. */
function writeLongDecimal(value: string): void {
  const bytes = new Uint8Array(DECIMAL_SIZE_BYTES);
  const size = writeDecimal(value, bytes, 0);
  writeVarint(size);
  reserve(size + FIELD_OVERHEAD_BYTES);
  buffer.set(bytes.subarray(0, size), length);
  length += size;
}

function writeByte(byte: number): void {
  buffer[length] = byte;
  length += 1;
}

function writeVarint(value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    writeByte((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  writeByte(rest);
}

/** Make room for `size` more bytes. */
function reserve(size: number): void {
  if (length + size <= buffer.length) return;
  const grown = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + size));
  buffer.copy(grown, 0, 0, length);
  buffer = grown;
}

function mismatch(type: PhysicalType, value: StoredValue): never {
  return assert.fail(`a ${typeof value} is no ${type}: ${String(value).slice(0, 40)}`);
}

import assert from 'node:assert/strict';
import { StoreError } from '../error.ts';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { UUID_SIZE_BYTES, writeUuid } from '../uuid.ts';
import { decimalElement } from './decimal-element.ts';
import { afterZero, MAX_KEY_BYTES, typeCode } from './type-code.ts';

/** Where the values of an index's key and NULL come. */
export interface KeyOrder {
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Up to here a loop over the characters is faster than the runtime's calls: measured. */
const SHORT_TEXT = 100;

/**
 * Builds keys in one reused buffer: `reset`, any number of `add…`, then `finish` for a copy. Every
 * method throws STORE_KEY_TOO_LONG past 16 KiB; after that, `reset` makes the writer usable again.
 * Not reentrant.
 */
export class TupleWriter {
  readonly #bytes = Buffer.alloc(MAX_KEY_BYTES);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, MAX_KEY_BYTES);
  readonly #scratch = new DataView(new ArrayBuffer(8));
  #length = 0;

  reset(): this {
    this.#length = 0;
    return this;
  }

  /** A copy of the key: an exact, read-only view of its own bytes. */
  finish(): Uint8Array {
    const key = Buffer.allocUnsafe(this.#length);
    this.#bytes.copy(key, 0, 0, this.#length);
    return key;
  }

  /** One byte as it is, such as a keyspace prefix. */
  addByte(byte: number): this {
    this.#reserve(1);
    this.#bytes[this.#length] = byte;
    this.#length += 1;
    return this;
  }

  /** 4 bytes, big-endian, without a type code. */
  addUint32(value: number): this {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
    return this;
  }

  /** 8 bytes, big-endian, without a type code. */
  addUint64(value: bigint): this {
    this.#reserve(8);
    this.#view.setBigUint64(this.#length, value);
    this.#length += 8;
    return this;
  }

  /** Bytes as they are, such as an encoded tuple. */
  addBytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** One element. A value that is not of `type` is a bug of the caller. */
  add(type: PhysicalType, value: StoredValue): this {
    if (value === null) return this.addByte(typeCode.NULL);
    return adders[type](this, value);
  }

  /**
   * One element of an index. NULL comes first or last; `descending` elements are stored with all
   * bits inverted, so that greater values come first.
   */
  addOrdered(type: PhysicalType, value: StoredValue, { descending, nullsFirst }: KeyOrder): this {
    const start = this.#length;
    // Inverting swaps the ends.
    if (value === null && nullsFirst === descending) this.addByte(typeCode.NULL_LAST);
    else this.add(type, value);
    if (descending) {
      for (let at = start; at < this.#length; at += 1)
        this.#bytes[at] = ~(this.#bytes[at] as number);
    }
    return this;
  }

  addBoolean(value: boolean): this {
    return this.addByte(value ? typeCode.TRUE : typeCode.FALSE);
  }

  addInt32(value: number): this {
    if ((value | 0) !== value) assert.fail(`not a 32-bit integer: ${value}`);
    // One's complement: a negative integer of n bytes is stored as value - 1 in two's complement.
    if (value < 0) this.#addInteger(true, -1, (value - 1) | 0);
    else this.#addInteger(false, 0, value);
    return this;
  }

  addInt64(value: bigint): this {
    if (BigInt.asIntN(64, value) !== value) assert.fail(`not a 64-bit integer: ${value}`);
    const negative = value < 0n;
    this.#scratch.setBigInt64(0, negative ? value - 1n : value);
    this.#addInteger(negative, this.#scratch.getInt32(0), this.#scratch.getInt32(4));
    return this;
  }

  /** -0 is stored as 0 and every NaN as the same one, which is the greatest of all. */
  addFloat64(value: number): this {
    this.#reserve(9);
    const at = this.#length + 1;
    const view = this.#view;
    this.#bytes[this.#length] = typeCode.FLOAT64;
    // Adding 0 turns -0 into 0.
    view.setFloat64(at, value + 0);
    const flipped = value < 0 ? -1 : 0x8000_0000;
    view.setUint32(at, Number.isNaN(value) ? 0xfff8_0000 : view.getUint32(at) ^ flipped);
    if (value < 0) view.setUint32(at + 4, ~view.getUint32(at + 4));
    // The engine may choose any bits for NaN.
    if (Number.isNaN(value)) view.setUint32(at + 4, 0);
    this.#length += 9;
    return this;
  }

  /** By value: zeros at the end behind the point are lost. */
  addDecimal(text: string): this {
    return this.addByte(typeCode.DECIMAL).addBytes(decimalElement(text));
  }

  /** Lone surrogates become U+FFFD, as in all UTF-8. */
  addUtf8(text: string): this {
    this.addByte(typeCode.UTF8);
    this.#addText(text);
    return this.addByte(0).addByte(afterZero.END);
  }

  /** The beginning of every text that starts with `text`: for a prefix range, never a whole key. */
  addUtf8Prefix(text: string): this {
    this.addByte(typeCode.UTF8);
    this.#addText(text);
    return this;
  }

  addBinary(bytes: Uint8Array): this {
    this.addByte(typeCode.BINARY);
    this.#addEscaped(bytes);
    return this.addByte(0).addByte(afterZero.END);
  }

  addUuid(text: string): this {
    this.#reserve(1 + UUID_SIZE_BYTES);
    this.#bytes[this.#length] = typeCode.UUID;
    writeUuid(text, this.#bytes, this.#length + 1);
    this.#length += 1 + UUID_SIZE_BYTES;
    return this;
  }

  /** `high` and `low` are the halves of the bytes to store. Only as many as needed are. */
  #addInteger(negative: boolean, high: number, low: number): void {
    const magnitudeHigh = negative ? ~high : high;
    const magnitudeLow = negative ? ~low : low;
    const size =
      magnitudeHigh === 0
        ? 4 - (Math.clz32(magnitudeLow) >>> 3)
        : 8 - (Math.clz32(magnitudeHigh) >>> 3);
    this.#reserve(1 + size);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at] = typeCode.INTEGER_ZERO + (negative ? -size : size);
    at += 1;
    for (let shift = (size - 5) * 8; shift >= 0; shift -= 8) {
      bytes[at] = high >>> shift;
      at += 1;
    }
    for (let shift = (Math.min(size, 4) - 1) * 8; shift >= 0; shift -= 8) {
      bytes[at] = low >>> shift;
      at += 1;
    }
    this.#length = at;
  }

  #addText(text: string): void {
    if (text.length > SHORT_TEXT || !this.#addAscii(text)) {
      this.#addEscaped(Buffer.from(text));
    }
  }

  /** False, with nothing added, when `text` holds anything but ASCII without zero. */
  #addAscii(text: string): boolean {
    this.#reserve(text.length);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit === 0 || unit > 0x7f) return false;
      bytes[start + index] = unit;
    }
    this.#length = start + text.length;
    return true;
  }

  #addEscaped(bytes: Uint8Array): void {
    let start = 0;
    let zero = bytes.indexOf(0);
    while (zero !== -1) {
      this.addBytes(bytes.subarray(start, zero + 1)).addByte(afterZero.MORE);
      start = zero + 1;
      zero = bytes.indexOf(0, start);
    }
    this.addBytes(bytes.subarray(start));
  }

  #reserve(size: number): void {
    if (this.#length + size > MAX_KEY_BYTES) throw keyTooLong(this.#length + size);
  }
}

type Add = <W extends TupleWriter>(writer: W, value: NonNullable<StoredValue>) => W;

const adders: Readonly<Record<PhysicalType, Add>> = {
  boolean: (writer, value) =>
    typeof value === 'boolean' ? writer.addBoolean(value) : mismatch('boolean', value),
  int32: (writer, value) =>
    typeof value === 'number' ? writer.addInt32(value) : mismatch('int32', value),
  int64: (writer, value) =>
    typeof value === 'bigint' ? writer.addInt64(value) : mismatch('int64', value),
  float64: (writer, value) =>
    typeof value === 'number' ? writer.addFloat64(value) : mismatch('float64', value),
  decimal: (writer, value) =>
    typeof value === 'string' ? writer.addDecimal(value) : mismatch('decimal', value),
  utf8: (writer, value) =>
    typeof value === 'string' ? writer.addUtf8(value) : mismatch('utf8', value),
  binary: (writer, value) =>
    value instanceof Uint8Array ? writer.addBinary(value) : mismatch('binary', value),
  uuid: (writer, value) =>
    typeof value === 'string' ? writer.addUuid(value) : mismatch('uuid', value),
};

function keyTooLong(sizeBytes: number): StoreError {
  return new StoreError(
    'STORE_KEY_TOO_LONG',
    `A key needs ${sizeBytes} bytes or more; at most ${MAX_KEY_BYTES} are possible. ` +
      'Shorten the values of the key columns.',
  );
}

function mismatch(type: PhysicalType, value: StoredValue): never {
  return assert.fail(`a ${typeof value} is no ${type}: ${String(value).slice(0, 40)}`);
}

import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { SqlError } from '../../error.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import { isValid } from '../bitmap.ts';
import type { BytesColumn, Column } from '../column.ts';
import { asBytes } from '../layout.ts';
import { writeUuid } from '../uuid.ts';
import type { Vector } from '../vector.ts';
import { CodesBuilder } from './codes-builder.ts';
import { ValidityBuilder } from './validity-builder.ts';

/** Below this many bytes a loop beats a call of `set`. */
const SHORT_SIZE = 32;

/** Offsets are 32 bits wide. */
const MAX_SIZE = 0x7fffffff;

/** Grows a column of layout `bytes`. SQL_OUT_OF_MEMORY when its values are longer than 2 GiB. */
export class BytesBuilder {
  readonly layout = 'bytes';
  readonly type: SqlType;
  readonly #validity = new ValidityBuilder();
  readonly #codes = new CodesBuilder();
  #offsets: Int32Array;
  #data: Buffer;
  #length = 0;
  #size = 0;

  constructor(type: SqlType, capacity: number) {
    this.type = type;
    this.#offsets = new Int32Array(Math.max(1, capacity) + 1);
    this.#data = Buffer.allocUnsafeSlow(Math.max(64, capacity * 16));
  }

  get length(): number {
    return this.#length;
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    const codes = this.#validity.memoryBytes + this.#codes.memoryBytes;
    return this.#offsets.byteLength + this.#data.byteLength + codes;
  }

  /** Bytes of all values so far. */
  get size(): number {
    return this.#size;
  }

  append(value: Value): void {
    if (value === null) this.appendNull();
    else if (typeof value === 'string') this.#appendString(value);
    else {
      assert(value instanceof Uint8Array, `expected text or bytes, got ${typeof value}`);
      this.appendUtf8Bytes(value, 0, value.length);
    }
  }

  /** The bytes [start, end) of `source` as they are: UTF-8 of text or json, bytes, 16 of a uuid. */
  appendUtf8Bytes(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    this.#reserveData(size);
    copyBytes(source, start, end, this.#data, this.#size);
    this.#advance(size);
  }

  appendNull(): void {
    this.#validity.appendNull(this.#length);
    this.#advance(0);
  }

  /** The bytes of two slots, both not NULL, one after the other as one value. */
  appendJoined(left: BytesColumn, leftSlot: number, right: BytesColumn, rightSlot: number): void {
    const start = left.offsets[leftSlot];
    const end = left.offsets[leftSlot + 1];
    const next = right.offsets[rightSlot];
    const size = right.offsets[rightSlot + 1] - next;
    this.#reserveData(end - start + size);
    copyBytes(left.data, start, end, this.#data, this.#size);
    copyBytes(right.data, next, next + size, this.#data, this.#size + end - start);
    this.#advance(end - start + size);
  }

  /** Append empty values until `length` slots are there: slots that nobody will read. */
  skipTo(length: number): void {
    while (this.#length < length) this.#advance(0);
  }

  appendSlot(column: Column, slot: number): void {
    const { validity, offsets, data, coded } = asBytes(column);
    this.#codes.appendSlot(this.#length, coded, slot);
    if (isValid(validity, slot)) this.appendUtf8Bytes(data, offsets[slot], offsets[slot + 1]);
    else this.appendNull();
  }

  appendSlots(vector: Vector, slots: Uint32Array): void {
    const source = asBytes(vector.column);
    const start = this.#length;
    this.#reserveOffsets(start + slots.length);
    const size = gatherSizes(source, vector.mask, slots, this.#offsets, start);
    this.#reserveData(size);
    gatherBytes(source, vector.mask, slots, { offsets: this.#offsets, data: this.#data }, start);
    this.#validity.appendSlots(start, vector, slots);
    this.#codes.appendSlots(start, source.coded, vector.mask, slots);
    this.#length += slots.length;
    this.#size += size;
  }

  finish(): BytesColumn {
    const { layout, type } = this;
    const length = this.#length;
    const validity = this.#validity.bitmap(length);
    const coded = this.#codes.finish(length);
    return { layout, type, length, validity, offsets: this.#offsets, data: this.#data, coded };
  }

  #appendString(text: string): void {
    if (this.type.kind === 'uuid') {
      this.#reserveData(16);
      writeUuid(text, this.#data, this.#size);
      this.#advance(16);
      return;
    }
    this.#reserveData(text.length * 3);
    this.#advance(writeText(text, this.#data, this.#size));
  }

  /** The next value ends `size` bytes further. */
  #advance(size: number): void {
    this.#size += size;
    const index = ++this.#length;
    this.#reserveOffsets(index);
    this.#offsets[index] = this.#size;
  }

  /** Room for the end of value `length` - 1. */
  #reserveOffsets(length: number): void {
    if (length < this.#offsets.length) return;
    const grown = new Int32Array(Math.max(length + 1, this.#offsets.length * 2));
    grown.set(this.#offsets);
    this.#offsets = grown;
  }

  #reserveData(size: number): void {
    const needed = this.#size + size;
    if (needed <= this.#data.length) return;
    if (needed > MAX_SIZE) throw tooMuch();
    const grown = Buffer.allocUnsafeSlow(
      Math.min(MAX_SIZE, Math.max(needed, this.#data.length * 2)),
    );
    grown.set(this.#data.subarray(0, this.#size));
    this.#data = grown;
  }
}

function tooMuch(): SqlError {
  return new SqlError(
    'SQL_OUT_OF_MEMORY',
    'the values of a column are longer than 2 GiB together',
    {
      hint: 'Let the statement make shorter texts, or fewer at once.',
    },
  );
}

/** Append the ends of the values of `slots` to `offsets`; returns the size of all. */
function gatherSizes(
  { validity, offsets }: BytesColumn,
  mask: number,
  slots: Uint32Array,
  target: Int32Array,
  start: number,
): number {
  const first = target[start];
  let end = first;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] & mask;
    if (isValid(validity, slot)) end += offsets[slot + 1] - offsets[slot];
    target[start + k + 1] = end;
  }
  return end - first;
}

/** Copy the values of `slots` to where the offsets of the target have them. */
function gatherBytes(
  { offsets, data }: BytesColumn,
  mask: number,
  slots: Uint32Array,
  target: Pick<BytesColumn, 'offsets' | 'data'>,
  start: number,
): void {
  for (let k = 0; k < slots.length; k++) {
    const from = offsets[slots[k] & mask];
    const to = target.offsets[start + k];
    copyBytes(data, from, from + target.offsets[start + k + 1] - to, target.data, to);
  }
}

/** Copy the bytes [start, end) of `source` to `target` at `offset`. */
function copyBytes(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  offset: number,
): void {
  if (end - start > SHORT_SIZE) {
    target.set(source.subarray(start, end), offset);
    return;
  }
  for (let at = start, to = offset; at < end; at++, to++) target[to] = source[at];
}

/** UTF-8 of `text` at `offset`; returns its size. A lone surrogate becomes U+FFFD. */
function writeText(text: string, target: Buffer, offset: number): number {
  if (text.length > SHORT_SIZE) return target.write(text, offset, 'utf8');
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return target.write(text, offset, 'utf8');
    target[offset + index] = unit;
  }
  return text.length;
}

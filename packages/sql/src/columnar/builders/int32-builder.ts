import assert from 'node:assert/strict';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import type { Column, Int32Column } from '../column.ts';
import { asInt32 } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { ValidityBuilder } from './validity-builder.ts';

/** Grows a column of layout `int32`. */
export class Int32Builder {
  readonly layout = 'int32';
  readonly type: SqlType;
  readonly #validity = new ValidityBuilder();
  #values: Int32Array;
  #length = 0;

  constructor(type: SqlType, capacity: number) {
    this.type = type;
    this.#values = new Int32Array(Math.max(1, capacity));
  }

  get length(): number {
    return this.#length;
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    return this.#values.byteLength + this.#validity.memoryBytes;
  }

  append(value: Value): void {
    if (value === null) this.appendNull();
    else {
      assert(typeof value === 'number', `expected a number, got ${typeof value}`);
      this.appendInt32(value);
    }
  }

  appendInt32(value: number): void {
    const index = this.#length++;
    if (index >= this.#values.length) this.#reserve(index + 1);
    this.#values[index] = value;
  }

  appendNull(): void {
    const index = this.#length++;
    if (index >= this.#values.length) this.#reserve(index + 1);
    this.#validity.appendNull(index);
  }

  skipTo(length: number): void {
    this.#reserve(length);
    this.#length = Math.max(this.#length, length);
  }

  appendSlot(column: Column, slot: number): void {
    const { validity, values } = asInt32(column);
    if (validity !== undefined && ((validity[slot >> 3] >> (slot & 7)) & 1) === 0) {
      this.appendNull();
    } else {
      this.appendInt32(values[slot]);
    }
  }

  appendSlots(vector: Vector, slots: Uint32Array): void {
    const start = this.#length;
    this.#reserve(start + slots.length);
    gather(asInt32(vector.column).values, vector.mask, slots, this.#values, start);
    this.#validity.appendSlots(start, vector, slots);
    this.#length = start + slots.length;
  }

  finish(): Int32Column {
    const { layout, type } = this;
    const length = this.#length;
    const validity = this.#validity.bitmap(length);
    return { layout, type, length, validity, values: this.#values };
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    const grown = new Int32Array(Math.max(length, this.#values.length * 2));
    grown.set(this.#values.subarray(0, this.#length));
    this.#values = grown;
  }
}

function gather(
  source: Int32Array,
  mask: number,
  slots: Uint32Array,
  target: Int32Array,
  start: number,
): void {
  for (let k = 0; k < slots.length; k++) target[start + k] = source[slots[k] & mask];
}

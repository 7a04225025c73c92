import assert from 'node:assert/strict';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import type { Column, Float64Column } from '../column.ts';
import { asFloat64 } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { ValidityBuilder } from './validity-builder.ts';

/** Grows a column of layout `float64`. */
export class Float64Builder {
  readonly layout = 'float64';
  readonly type: SqlType;
  readonly #validity = new ValidityBuilder();
  #values: Float64Array;
  #length = 0;

  constructor(type: SqlType, capacity: number) {
    this.type = type;
    this.#values = new Float64Array(Math.max(1, capacity));
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
      this.appendFloat64(value);
    }
  }

  appendFloat64(value: number): void {
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
    const { validity, values } = asFloat64(column);
    if (validity !== undefined && ((validity[slot >> 3] >> (slot & 7)) & 1) === 0) {
      this.appendNull();
    } else {
      this.appendFloat64(values[slot]);
    }
  }

  appendSlots(vector: Vector, slots: Uint32Array): void {
    const start = this.#length;
    this.#reserve(start + slots.length);
    gather(asFloat64(vector.column).values, vector.mask, slots, this.#values, start);
    this.#validity.appendSlots(start, vector, slots);
    this.#length = start + slots.length;
  }

  finish(): Float64Column {
    const { layout, type } = this;
    const length = this.#length;
    const validity = this.#validity.bitmap(length);
    return { layout, type, length, validity, values: this.#values };
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    const grown = new Float64Array(Math.max(length, this.#values.length * 2));
    grown.set(this.#values.subarray(0, this.#length));
    this.#values = grown;
  }
}

function gather(
  source: Float64Array,
  mask: number,
  slots: Uint32Array,
  target: Float64Array,
  start: number,
): void {
  for (let k = 0; k < slots.length; k++) target[start + k] = source[slots[k] & mask];
}

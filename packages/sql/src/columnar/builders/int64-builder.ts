import assert from 'node:assert/strict';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import type { Column, Int64Column } from '../column.ts';
import { asInt64 } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { ValidityBuilder } from './validity-builder.ts';

/** Grows a column of layout `int64`. */
export class Int64Builder {
  readonly layout = 'int64';
  readonly type: SqlType;
  readonly #validity = new ValidityBuilder();
  #values: BigInt64Array;
  #length = 0;

  constructor(type: SqlType, capacity: number) {
    this.type = type;
    this.#values = new BigInt64Array(Math.max(1, capacity));
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
      assert(typeof value === 'bigint', `expected a bigint, got ${typeof value}`);
      this.appendInt64(value);
    }
  }

  appendInt64(value: bigint): void {
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
    const { validity, values } = asInt64(column);
    if (validity !== undefined && ((validity[slot >> 3] >> (slot & 7)) & 1) === 0) {
      this.appendNull();
    } else {
      this.appendInt64(values[slot]);
    }
  }

  appendSlots(vector: Vector, slots: Uint32Array): void {
    const start = this.#length;
    this.#reserve(start + slots.length);
    gather(asInt64(vector.column).values, vector.mask, slots, this.#values, start);
    this.#validity.appendSlots(start, vector, slots);
    this.#length = start + slots.length;
  }

  finish(): Int64Column {
    const { layout, type } = this;
    const length = this.#length;
    const validity = this.#validity.bitmap(length);
    return { layout, type, length, validity, values: this.#values };
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    const grown = new BigInt64Array(Math.max(length, this.#values.length * 2));
    grown.set(this.#values.subarray(0, this.#length));
    this.#values = grown;
  }
}

function gather(
  source: BigInt64Array,
  mask: number,
  slots: Uint32Array,
  target: BigInt64Array,
  start: number,
): void {
  for (let k = 0; k < slots.length; k++) target[start + k] = source[slots[k] & mask];
}

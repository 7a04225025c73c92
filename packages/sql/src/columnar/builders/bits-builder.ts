import assert from 'node:assert/strict';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import { bitmapSize, getBit, isValid } from '../bitmap.ts';
import type { BitsColumn, Column } from '../column.ts';
import { asBits } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { ValidityBuilder } from './validity-builder.ts';

/** Grows a column of layout `bits`. */
export class BitsBuilder {
  readonly layout = 'bits';
  readonly type: SqlType;
  readonly #validity = new ValidityBuilder();
  #values: Uint8Array;
  #length = 0;

  constructor(type: SqlType, capacity: number) {
    this.type = type;
    this.#values = new Uint8Array(Math.max(1, bitmapSize(capacity)));
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
      assert(typeof value === 'boolean', `expected a boolean, got ${typeof value}`);
      this.appendBoolean(value);
    }
  }

  appendBoolean(value: boolean): void {
    const index = this.#next();
    if (value) this.#values[index >> 3] |= 1 << (index & 7);
  }

  appendNull(): void {
    this.#validity.appendNull(this.#next());
  }

  skipTo(length: number): void {
    while (this.#length < length) this.#next();
  }

  appendSlot(column: Column, slot: number): void {
    const { validity, values } = asBits(column);
    if (isValid(validity, slot)) this.appendBoolean(getBit(values, slot));
    else this.appendNull();
  }

  appendSlots(vector: Vector, slots: Uint32Array): void {
    for (let k = 0; k < slots.length; k++) this.appendSlot(vector.column, slots[k] & vector.mask);
  }

  finish(): BitsColumn {
    const { layout, type } = this;
    const length = this.#length;
    const validity = this.#validity.bitmap(length);
    return { layout, type, length, validity, values: this.#values };
  }

  #next(): number {
    const index = this.#length++;
    if (index >> 3 >= this.#values.length) {
      const grown = new Uint8Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    return index;
  }
}

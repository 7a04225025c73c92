import assert from 'node:assert/strict';
import { elementsOf, isArray, shapeOf } from '../../types/array-shape.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import type { Column, ListColumn } from '../column.ts';
import { asList } from '../layout.ts';
import { elementSlots, listSize } from '../list-elements.ts';
import { shapeBytes } from '../list-shape.ts';
import { columnVector, type Vector } from '../vector.ts';
import { BytesBuilder } from './bytes-builder.ts';
import { ValidityBuilder } from './validity-builder.ts';

/** Grows the column of all elements: a builder of any layout. */
interface ElementBuilder {
  readonly length: number;
  readonly memoryBytes: number;
  append(value: Value): void;
  appendSlots(vector: Vector, slots: Uint32Array): void;
  finish(): Column;
}

/** Grows a column of layout `list`. Shapes take no memory before an array has two dimensions. */
export class ListBuilder {
  readonly layout = 'list';
  readonly type: SqlType;
  readonly #validity = new ValidityBuilder();
  readonly #child: ElementBuilder;
  #shapes: BytesBuilder | undefined;
  #offsets: Int32Array;
  #length = 0;

  /** `child` is of the elements' type, and of nobody else. */
  constructor(type: SqlType, capacity: number, child: ElementBuilder) {
    this.type = type;
    this.#child = child;
    this.#offsets = new Int32Array(Math.max(1, capacity) + 1);
  }

  get length(): number {
    return this.#length;
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    const own = this.#offsets.byteLength + this.#validity.memoryBytes;
    return own + this.#child.memoryBytes + (this.#shapes?.memoryBytes ?? 0);
  }

  append(value: Value): void {
    if (value === null) {
      this.appendNull();
      return;
    }
    assert(isArray(value), `expected an array, got ${typeof value}`);
    for (const element of elementsOf(value)) this.#child.append(element);
    this.#appendShape(shapeBytes(shapeOf(value)));
    this.#advance();
  }

  appendNull(): void {
    this.#validity.appendNull(this.#length);
    this.#advance();
  }

  skipTo(length: number): void {
    while (this.#length < length) this.#advance();
  }

  appendSlot(column: Column, slot: number): void {
    this.appendSlots({ column, mask: -1 }, Uint32Array.of(slot));
  }

  appendSlots(vector: Vector, slots: Uint32Array): void {
    const source = asList(vector.column);
    const { mask } = vector;
    const start = this.#length;
    let end = this.#child.length;
    this.#child.appendSlots(columnVector(source.child), elementSlots(source, mask, slots));
    this.#validity.appendSlots(start, vector, slots);
    this.#reserve(start + slots.length);
    for (let k = 0; k < slots.length; k++) {
      end += listSize(source, slots[k] & mask);
      this.#offsets[++this.#length] = end;
    }
    if (source.shapes === undefined) return;
    this.#shapes ??= new BytesBuilder(sqlTypes.bytes, this.#offsets.length);
    this.#shapes.skipTo(start);
    this.#shapes.appendSlots({ column: source.shapes, mask }, slots);
  }

  /** One array of the elements `slots` of `elements`, in one dimension. */
  appendElements(elements: Vector, slots: Uint32Array): void {
    this.#child.appendSlots(elements, slots);
    this.#advance();
  }

  finish(): ListColumn {
    const { layout, type } = this;
    const length = this.#length;
    this.#shapes?.skipTo(length);
    return {
      layout,
      type,
      length,
      validity: this.#validity.bitmap(length),
      offsets: this.#offsets,
      child: this.#child.finish(),
      shapes: this.#shapes?.finish(),
    };
  }

  /** The shape of the next array; arrays of one dimension have no bytes. */
  #appendShape(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#shapes ??= new BytesBuilder(sqlTypes.bytes, this.#offsets.length);
    this.#shapes.skipTo(this.#length);
    this.#shapes.append(bytes);
  }

  /** The next array ends with the last element so far. */
  #advance(): void {
    this.#reserve(++this.#length);
    this.#offsets[this.#length] = this.#child.length;
  }

  /** Room for the end of array `length` - 1. */
  #reserve(length: number): void {
    if (length < this.#offsets.length) return;
    const grown = new Int32Array(Math.max(length + 1, this.#offsets.length * 2));
    grown.set(this.#offsets);
    this.#offsets = grown;
  }
}

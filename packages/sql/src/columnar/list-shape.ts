import { withShape } from '../types/array-shape.ts';
import type { ArrayValue, Value } from '../types/value.ts';
import type { BytesColumn, ListColumn } from './column.ts';

const NO_BYTES = new Uint8Array(0);

/**
 * A shape as bytes that order as PostgreSQL orders shapes: nothing for up to one dimension, else
 * their number and each length, 32 bits with the high byte first.
 */
export function shapeBytes(shape: readonly number[]): Uint8Array {
  if (shape.length <= 1) return NO_BYTES;
  const view = new DataView(new ArrayBuffer(4 * (shape.length + 1)));
  view.setUint32(0, shape.length);
  for (let index = 0; index < shape.length; index++) view.setUint32(4 * index + 4, shape[index]);
  return new Uint8Array(view.buffer);
}

/** The lengths of the dimensions of one slot that is not NULL; nothing for up to one dimension. */
export function shapeAt({ shapes }: ListColumn, slot: number): readonly number[] {
  return shapes === undefined ? [] : readShape(shapes, slot);
}

function readShape({ data, offsets }: BytesColumn, slot: number): readonly number[] {
  const start = offsets[slot];
  const size = offsets[slot + 1] - start;
  if (size === 0) return [];
  const view = new DataView(data.buffer, data.byteOffset + start, size);
  return Array.from({ length: size / 4 - 1 }, (_, index) => view.getUint32(4 * index + 4));
}

/** The value of one slot that is not NULL; `element` reads the value of a slot of the child. */
export function listValue(
  column: ListColumn,
  slot: number,
  element: (child: ListColumn['child'], slot: number) => Value,
): ArrayValue {
  const values: Value[] = [];
  for (let at = column.offsets[slot]; at < column.offsets[slot + 1]; at++) {
    values.push(element(column.child, at));
  }
  return withShape(values, shapeAt(column, slot));
}

import assert from 'node:assert/strict';
import type { SqlType } from '../types/sql-type.ts';
import { BitsBuilder } from './builders/bits-builder.ts';
import { BytesBuilder } from './builders/bytes-builder.ts';
import { DecimalBuilder } from './builders/decimal-builder.ts';
import { Float64Builder } from './builders/float64-builder.ts';
import { Int32Builder } from './builders/int32-builder.ts';
import { Int64Builder } from './builders/int64-builder.ts';
import { ListBuilder } from './builders/list-builder.ts';
import { layoutOf } from './layout.ts';

/**
 * Grows one column. All have
 * - `append(value)`: a Value of the column's type (`null` for NULL), and `appendNull()`;
 * - `appendSlot(column, slot)`, `appendSlots(vector, slots)`: copies from columns of this layout;
 * - `skipTo(length)`: slots that nobody will read, up to `length`;
 * - `memoryBytes`: what it takes, room for values to come included;
 * - `finish()`: the column so far, without copying. Appending may go on: what was given stays as
 *   it is.
 *
 * Narrow by `layout` for the one that takes its values raw: `appendBoolean`, `appendInt32`,
 * `appendInt64`, `appendFloat64`, `appendNarrow` and `appendUnscaled` of decimals, `appendUtf8Bytes(source, start, end)`.
 */
export type ColumnBuilder =
  | BitsBuilder
  | Int32Builder
  | Int64Builder
  | Float64Builder
  | DecimalBuilder
  | BytesBuilder
  | ListBuilder;

/** Memory that builders take together, in bytes. */
export function buildersMemory(builders: readonly (ColumnBuilder | undefined)[]): number {
  return builders.reduce((sum, builder) => sum + (builder?.memoryBytes ?? 0), 0);
}

/** A builder for columns of `type` with room for `capacity` values; it grows when needed. */
export function createBuilder(type: SqlType, capacity: number): ColumnBuilder {
  const layout = layoutOf(type);
  switch (layout) {
    case 'bits':
      return new BitsBuilder(type, capacity);
    case 'int32':
      return new Int32Builder(type, capacity);
    case 'int64':
      return new Int64Builder(type, capacity);
    case 'float64':
      return new Float64Builder(type, capacity);
    case 'decimal':
      return new DecimalBuilder(type, capacity);
    case 'bytes':
      return new BytesBuilder(type, capacity);
    case 'list':
      assert(type.kind === 'array', 'lists are arrays');
      return new ListBuilder(type, capacity, createBuilder(type.element, capacity));
    default:
      assert.fail(`unknown layout ${layout satisfies never}`);
  }
}

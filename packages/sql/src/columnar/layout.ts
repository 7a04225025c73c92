import assert from 'node:assert/strict';
import { type ColumnLayout, type SqlType, typeProperties } from '../types/sql-type.ts';
import type {
  BitsColumn,
  BytesColumn,
  Column,
  DecimalColumn,
  Float64Column,
  Int32Column,
  Int64Column,
  ListColumn,
} from './column.ts';

/** The layout of a type's columns. */
export function layoutOf(type: SqlType): ColumnLayout {
  return typeProperties[type.kind].layout;
}

/** The column as one of layout `bits`; any other is a bug. */
export function asBits(column: Column): BitsColumn {
  assert(column.layout === 'bits', `expected bits, got ${column.layout}`);
  return column;
}

/** The column as one of layout `int32`; any other is a bug. */
export function asInt32(column: Column): Int32Column {
  assert(column.layout === 'int32', `expected int32, got ${column.layout}`);
  return column;
}

/** The column as one of layout `int64`; any other is a bug. */
export function asInt64(column: Column): Int64Column {
  assert(column.layout === 'int64', `expected int64, got ${column.layout}`);
  return column;
}

/** The column as one of layout `float64`; any other is a bug. */
export function asFloat64(column: Column): Float64Column {
  assert(column.layout === 'float64', `expected float64, got ${column.layout}`);
  return column;
}

/** The column as one of layout `decimal`; any other is a bug. */
export function asDecimal(column: Column): DecimalColumn {
  assert(column.layout === 'decimal', `expected decimal, got ${column.layout}`);
  return column;
}

/** The column as one of layout `list`; any other is a bug. */
export function asList(column: Column): ListColumn {
  assert(column.layout === 'list', `expected list, got ${column.layout}`);
  return column;
}

/** The column as one of layout `bytes`; any other is a bug. */
export function asBytes(column: Column): BytesColumn {
  assert(column.layout === 'bytes', `expected bytes, got ${column.layout}`);
  return column;
}

/**
 * 64-bit values as pairs of 32-bit words, low word first: equality, hashes and exact sums without
 * a BigInt per value.
 */
export function wordsOf(values: BigInt64Array | Float64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

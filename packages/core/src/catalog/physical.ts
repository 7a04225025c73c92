import assert from 'node:assert/strict';
import type { SqlType, SqlTypeKind, Value } from '@kalamdb/sql';
import type { PhysicalType, StoredValue } from '@kalamdb/store';

/** Kinds of types that columns have; the others are those of expressions only. */
type StorableKind = Exclude<SqlTypeKind, 'unknown' | 'array'>;

/**
 * How each SQL type is stored: the only translation between the two sets of types. In memory a
 * `Value` of a type and the `StoredValue` of its physical type are the same thing (timestamps are
 * bigint microseconds, uuids and decimals canonical text), so values cross without being touched. SMALLINT and
 * FLOAT are stored as the next wider type: the SQL layer keeps their values in range.
 */
const physicalTypes: Readonly<Record<StorableKind, PhysicalType>> = {
  boolean: 'boolean',
  smallint: 'int32',
  int: 'int32',
  bigint: 'int64',
  decimal: 'decimal',
  float: 'float64',
  double: 'float64',
  text: 'utf8',
  date: 'int32',
  time: 'int64',
  timestamp: 'int64',
  datetime: 'int64',
  json: 'utf8',
  bytes: 'binary',
  uuid: 'uuid',
  interval: 'utf8',
  embedding: 'binary',
  file: 'utf8',
};

function isStorable(kind: SqlTypeKind): kind is StorableKind {
  return Object.hasOwn(physicalTypes, kind);
}

/** Values of columns and keys as stored ones: they are the same, as no column is an array. */
export function toStoredValues(values: readonly Value[]): readonly StoredValue[] {
  return values as readonly StoredValue[];
}

/** The stored type of a column's SQL type; types that are no column's are a bug. */
export function toPhysicalType(type: SqlType): PhysicalType {
  const { kind } = type;
  assert(isStorable(kind), 'a column has a storable type');
  return physicalTypes[kind];
}

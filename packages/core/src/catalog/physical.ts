import assert from 'node:assert/strict';
import type { SqlType, SqlTypeKind } from '@kalamdb/sql';
import type { PhysicalType } from '@kalamdb/store';

/**
 * How each SQL type is stored: the only translation between the two sets of types. In memory a
 * `Value` of a type and the `StoredValue` of its physical type are the same thing (timestamps are
 * bigint microseconds, uuids and decimals canonical text), so values cross without being touched. SMALLINT and
 * FLOAT are stored as the next wider type: the SQL layer keeps their values in range.
 */
const physicalTypes: Readonly<Record<Exclude<SqlTypeKind, 'unknown' | 'interval'>, PhysicalType>> =
  {
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
  };

/** The stored type of a column's SQL type. `unknown` and `interval` are no column's: a bug. */
export function toPhysicalType(type: SqlType): PhysicalType {
  assert(type.kind !== 'unknown' && type.kind !== 'interval', 'a column has a storable type');
  return physicalTypes[type.kind];
}

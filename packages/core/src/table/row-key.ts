import assert from 'node:assert/strict';
import type { Value } from '@kalamdb/sql';
import {
  decodeChangeRecord,
  encodeKeyValues,
  type KeyReader,
  logKey,
  type PhysicalType,
} from '@kalamdb/store';
import { toStoredValues } from '../catalog/physical.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { ifShortEnough, primaryKeyError } from './key-too-long.ts';

const hiddenKeyTypes: readonly PhysicalType[] = ['int64'];

/** Stored types of the primary key's columns, in key order. */
export function keyTypes(table: StoredTable): readonly PhysicalType[] {
  return table.info.primaryKey.map((column) => table.physicalTypes[column] as PhysicalType);
}

/** The encoded primary key of a row of all columns. Throws CORE_VALUE_TOO_LARGE past 16 KiB. */
export function keyOfRow(table: StoredTable, row: readonly Value[]): Uint8Array {
  const values = table.info.primaryKey.map((column) => row[column] as Value);
  try {
    return encodeKeyValues(keyTypes(table), toStoredValues(values));
  } catch (error) {
    throw primaryKeyError(error, table);
  }
}

/** The identity of a row of a table without a primary key: the `_seq` of its first version. */
export function hiddenKey(sequence: bigint): Uint8Array {
  return encodeKeyValues(hiddenKeyTypes, [sequence]);
}

/** The identity of a row of all columns that was read from the store: its key or, without one, the log's. */
export function keyOfVersion(
  { store, scope }: { readonly store: KeyReader; readonly scope: string },
  table: StoredTable,
  row: readonly Value[],
): Uint8Array {
  if (table.info.primaryKey.length > 0) return keyOfRow(table, row);
  const sequence = row[table.sequenceColumn] as bigint;
  const record = store.getSync(logKey(table.definition.id, scope, sequence));
  assert(record !== undefined, 'a version that can be read is in the log');
  return decodeChangeRecord(record).primaryKey;
}

/**
 * The encoded key of `values`, one per key column, or `undefined` when it is too long to be the key
 * of any row.
 */
export function searchKey(table: StoredTable, values: readonly Value[]): Uint8Array | undefined {
  return ifShortEnough(() => encodeKeyValues(keyTypes(table), toStoredValues(values)));
}

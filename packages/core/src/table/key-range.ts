import type { KeyBound, KeyRange, Value } from '@kalamdb/sql';
import {
  type ByteRange,
  compareBytes,
  encodeKeyValues,
  headRange,
  type KeyTupleRange,
  type PhysicalType,
  prefixEnd,
} from '@kalamdb/store';
import { toStoredValues } from '../catalog/physical.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import { primaryKeyError } from './key-too-long.ts';
import { keyTypes } from './row-key.ts';

/**
 * The heads of a scope whose primary key lies in `range`: all of them when it is `undefined`.
 * `undefined` when no key can. Throws CORE_VALUE_TOO_LARGE for bounds past 16 KiB.
 */
export function headsInRange(
  table: StoredTable,
  scope: string,
  range: KeyRange | undefined,
): ByteRange | undefined {
  const { id } = table.definition;
  if (range === undefined) return headRange(id, scope);
  const bytes = atKey(table, () => headRange(id, scope, keyBounds(table, range)));
  return compareBytes(bytes.gte, bytes.lt) < 0 ? bytes : undefined;
}

/** The encoded primary keys in `range`. Throws CORE_VALUE_TOO_LARGE for bounds past 16 KiB. */
export function keyBounds(table: StoredTable, range: KeyRange): KeyTupleRange {
  const types = keyTypes(table);
  return atKey(table, () => ({
    gte: lowerEnd(types, range.equal, range.lower),
    lt: upperEnd(types, range.equal, range.upper),
  }));
}

function atKey<Result>(table: StoredTable, encode: () => Result): Result {
  try {
    return encode();
  } catch (error) {
    throw primaryKeyError(error, table);
  }
}

/*
 * No encoded value is the beginning of another one. So the keys whose first columns have the values
 * of a tuple are those that start with its bytes, and `prefixEnd` is where the greater ones begin.
 */

function lowerEnd(
  types: readonly PhysicalType[],
  equal: readonly Value[],
  bound: KeyBound | undefined,
): Uint8Array | undefined {
  if (bound === undefined) {
    return equal.length === 0 ? undefined : encodeKeyValues(types, toStoredValues(equal));
  }
  const limit = encodeKeyValues(types, toStoredValues([...equal, bound.value]));
  return bound.inclusive ? limit : prefixEnd(limit);
}

function upperEnd(
  types: readonly PhysicalType[],
  equal: readonly Value[],
  bound: KeyBound | undefined,
): Uint8Array | undefined {
  if (bound === undefined) {
    return equal.length === 0
      ? undefined
      : prefixEnd(encodeKeyValues(types, toStoredValues(equal)));
  }
  const limit = encodeKeyValues(types, toStoredValues([...equal, bound.value]));
  return bound.inclusive ? prefixEnd(limit) : limit;
}

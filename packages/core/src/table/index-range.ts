import type { KeyBound, KeyRange, Value } from '@kalamdb/sql';
import {
  type ByteRange,
  compareBytes,
  indexPrefix,
  joinBytes,
  type KeyOrder,
  type PhysicalType,
  prefixEnd,
  prefixRange,
  TupleWriter,
} from '@kalamdb/store';
import { toStoredValues } from '../catalog/physical.ts';
import { entriesIdOf, type TableIndex } from '../catalog/stored-index.ts';
import { ifShortEnough, indexKeyError } from './key-too-long.ts';

const writer = new TupleWriter();

/**
 * The key of a row's entry. The entries of a unique index have the tuple alone, so that a second
 * one would have the same key, but for those with NULLs that are no duplicates. Throws
 * CORE_VALUE_TOO_LARGE past 16 KiB.
 */
export function entryKey(
  index: TableIndex,
  prefix: Uint8Array,
  row: readonly Value[],
  primaryKey: Uint8Array,
): { readonly key: Uint8Array; readonly isUnique: boolean } | undefined {
  try {
    const tuple = index.tupleOf(row);
    if (tuple === undefined) return undefined;
    const { isUnique } = tuple;
    writer.reset().addBytes(prefix).addBytes(tuple.bytes);
    if (!isUnique) writer.addBytes(primaryKey);
    return { key: writer.finish(), isUnique };
  } catch (error) {
    throw indexKeyError(error, index);
  }
}

/** In front of a scope's entries. */
export function prefixOf({ record }: TableIndex, scope: string): Uint8Array {
  return indexPrefix(record.tableId, entriesIdOf(record), scope);
}

/**
 * The entries of a scope whose keys lie in `range`; `undefined` when none can. A bound leaves NULLs
 * out. Throws CORE_VALUE_TOO_LARGE for bounds past 16 KiB.
 */
export function entriesInRange(
  index: TableIndex,
  scope: string,
  range: KeyRange | undefined,
): ByteRange | undefined {
  try {
    return encodeRange(index, scope, range);
  } catch (error) {
    throw indexKeyError(error, index);
  }
}

function encodeRange(
  index: TableIndex,
  scope: string,
  range: KeyRange | undefined,
): ByteRange | undefined {
  const prefix = prefixOf(index, scope);
  if (range === undefined) return prefixRange(prefix);
  const equal = ifShortEnough(() => encode(index, prefix, range.equal, 0));
  if (equal === undefined) return undefined;
  const place = range.equal.length;
  const order = index.info.keys[place];
  if (order === undefined || (range.lower === undefined && range.upper === undefined)) {
    return prefixRange(equal);
  }
  const limit = ({ value }: KeyBound): Uint8Array => encode(index, equal, [value], place);
  const [from, to] = order.descending ? [range.upper, range.lower] : [range.lower, range.upper];
  const bytes = {
    gte: from === undefined ? firstValue(equal, order) : startAt(limit(from), from.inclusive),
    lt: to === undefined ? afterValues(equal, order) : endAt(limit(to), to.inclusive),
  };
  return compareBytes(bytes.gte, bytes.lt) < 0 ? bytes : undefined;
}

/** The beginning of the entries of a scope whose first keys have these values of these types. */
export function tupleKey(
  index: TableIndex,
  scope: string,
  types: readonly PhysicalType[],
  values: readonly Value[],
): Uint8Array {
  return encode({ info: index.info, types }, prefixOf(index, scope), values, 0);
}

function encode(
  { info, types }: Pick<TableIndex, 'info' | 'types'>,
  prefix: Uint8Array,
  values: readonly Value[],
  place: number,
): Uint8Array {
  writer.reset().addBytes(prefix);
  for (const [offset, value] of toStoredValues(values).entries()) {
    const order = info.keys[place + offset] as KeyOrder;
    writer.addOrdered(types[place + offset] as PhysicalType, value, order);
  }
  return writer.finish();
}

function startAt(limit: Uint8Array, inclusive: boolean): Uint8Array {
  return inclusive ? limit : prefixEnd(limit);
}

function endAt(limit: Uint8Array, inclusive: boolean): Uint8Array {
  return inclusive ? prefixEnd(limit) : limit;
}

/*
 * The first bytes of values lie between those of NULL in front (00) and NULL behind (FE), which an
 * index with a descending key has inverted.
 */

function firstValue(equal: Uint8Array, { descending }: KeyOrder): Uint8Array {
  return joinBytes(equal, Uint8Array.of(descending ? 0x02 : 0x01));
}

function afterValues(equal: Uint8Array, { descending }: KeyOrder): Uint8Array {
  return joinBytes(equal, Uint8Array.of(descending ? 0xff : 0xfe));
}

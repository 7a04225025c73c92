import type { Value } from '@kalamdb/sql';
import {
  type ByteRange,
  encodeKeyValues,
  headKey,
  headRange,
  type PhysicalType,
  prefixEnd,
  prefixRange,
} from '@kalamdb/store';
import { toStoredValues } from '../../catalog/physical.ts';
import type { TableIndex } from '../../catalog/stored-index.ts';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { tupleKey } from '../../table/index-range.ts';
import { indexKeyError, primaryKeyError } from '../../table/key-too-long.ts';

/** Values of some columns of a row, none of them NULL. */
export interface ColumnValues {
  readonly types: readonly PhysicalType[];
  readonly values: readonly Value[];
}

/**
 * How rows of a table are found by the values of some columns: by its primary key or an index that
 * begins with them. `order` has the place of a column for each place of the key.
 */
export type RowAccess =
  | { readonly kind: 'primary'; readonly order: readonly number[] }
  | { readonly kind: 'index'; readonly index: TableIndex; readonly order: readonly number[] };

/** The way to rows of `table` by columns (places in its rows); `undefined`: only by reading all. */
export function findAccess(
  { info }: StoredTable,
  indexes: readonly TableIndex[],
  columns: readonly number[],
): RowAccess | undefined {
  const order = orderOf(info.primaryKey, columns);
  if (order !== undefined) return { kind: 'primary', order };
  for (const index of indexes) {
    if (index.record.state !== 'ready' || index.info.predicate !== undefined) continue;
    const places = orderOf(columnsOf(index), columns);
    if (places !== undefined) return { kind: 'index', index, order: places };
  }
  return undefined;
}

/** The same to the only row that can have the values; `undefined` if no key is of just the columns. */
export function findUniqueAccess(
  table: StoredTable,
  indexes: readonly TableIndex[],
  columns: readonly number[],
): RowAccess | undefined {
  const isWhole = (keys: readonly unknown[]) => keys.length === columns.length;
  const unique = indexes.filter(({ info }) => info.unique && isWhole(info.keys));
  if (isWhole(table.info.primaryKey)) return findAccess(table, unique, columns);
  const keyless = { ...table, info: { ...table.info, primaryKey: [] } };
  return findAccess(keyless, unique, columns);
}

function columnsOf({ info }: TableIndex): readonly (number | undefined)[] {
  return info.keys.map(({ expression }) =>
    expression.kind === 'column' ? expression.index : undefined,
  );
}

/** For each of the first keys the place of its column, if they are just these columns. */
function orderOf(
  keys: readonly (number | undefined)[],
  columns: readonly number[],
): readonly number[] | undefined {
  const order = keys.slice(0, columns.length).map((key) => columns.indexOf(key ?? -1));
  return order.length === columns.length && !order.includes(-1) ? order : undefined;
}

/**
 * The key of the one head or entry of a unique key with these values. CORE_VALUE_TOO_LARGE where
 * they are too long for one.
 */
export function keyOf(
  access: RowAccess,
  table: StoredTable,
  scope: string,
  values: ColumnValues,
): Uint8Array {
  const { types, values: ordered } = inOrder(values, access.order);
  try {
    return access.kind === 'primary'
      ? headKey(table.definition.id, scope, encode({ types, values: ordered }))
      : tupleKey(access.index, scope, types, ordered);
  } catch (error) {
    throw accessError(error, access, table);
  }
}

/** `error`, but CORE_VALUE_TOO_LARGE that names the key where values got too long for it. */
export function accessError(error: unknown, access: RowAccess, table: StoredTable): unknown {
  return access.kind === 'primary'
    ? primaryKeyError(error, table)
    : indexKeyError(error, access.index);
}

/** The heads or entries of rows with these values. */
export function rangeOf(
  access: RowAccess,
  { definition }: StoredTable,
  scope: string,
  values: ColumnValues,
): ByteRange {
  const ordered = inOrder(values, access.order);
  if (access.kind === 'index') {
    return prefixRange(tupleKey(access.index, scope, ordered.types, ordered.values));
  }
  const key = encode(ordered);
  return headRange(definition.id, scope, { gte: key, lt: prefixEnd(key) });
}

/** Values as text that is equal for equal ones, also of integers of different sizes. */
export function nameOf(values: ColumnValues): string {
  return Buffer.from(encode(values)).toString('latin1');
}

function encode({ types, values }: ColumnValues): Uint8Array {
  return encodeKeyValues(types, toStoredValues(values));
}

function inOrder({ types, values }: ColumnValues, order: readonly number[]): ColumnValues {
  return {
    types: order.map((place) => types[place] as PhysicalType),
    values: order.map((place) => values[place] as Value),
  };
}

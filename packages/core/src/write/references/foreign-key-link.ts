import assert from 'node:assert/strict';
import type { Value } from '@kalamdb/sql';
import type { PhysicalType } from '@kalamdb/store';
import type { ForeignKey } from '../../catalog/foreign-keys.ts';
import type { TableIndex } from '../../catalog/stored-index.ts';
import type { ForeignKeyRecord, StoredTable } from '../../catalog/table-definition.ts';
import { type ColumnValues, findAccess, findUniqueAccess, type RowAccess } from './row-access.ts';

/** A foreign key between two tables as they are at present. */
export interface ForeignKeyLink {
  readonly record: ForeignKeyRecord;
  /** Its rows are found by reading all where there is no `access`. */
  readonly child: LinkEnd & { readonly access: RowAccess | undefined };
  readonly parent: LinkEnd & { readonly access: RowAccess };
}

/** One of the tables, with the columns of the key. */
export interface LinkEnd {
  readonly table: StoredTable;
  /** Places in rows, as the constraint has the columns. */
  readonly columns: readonly number[];
  readonly types: readonly PhysicalType[];
}

/** Where tables are found. */
interface Tables {
  byId(tableId: number): StoredTable | undefined;
  indexesOf(tableId: number): readonly TableIndex[];
}

/**
 * The link that a foreign key is; both tables are there. `isComplete` says of an index of the child
 * whether all its rows can be found by it.
 */
export function linkForeignKey(
  tables: Tables,
  key: ForeignKey,
  isComplete: (index: TableIndex) => boolean = () => true,
): ForeignKeyLink {
  const { record, tableId, referencedId } = key;
  const child = linkEnd(tables, tableId, record.columns);
  const parent = linkEnd(tables, referencedId, record.referenced);
  return {
    record,
    child: {
      ...child,
      access: findAccess(child.table, child.indexes.filter(isComplete), child.columns),
    },
    parent: { ...parent, access: uniqueAccess(record, parent) },
  };
}

function uniqueAccess(
  { name }: ForeignKeyRecord,
  { table, indexes, columns }: IndexedEnd,
): RowAccess {
  const access = findUniqueAccess(table, indexes, columns);
  assert(access !== undefined, `foreign key ${name} references a key of a table`);
  return access;
}

interface IndexedEnd extends LinkEnd {
  readonly indexes: readonly TableIndex[];
}

function linkEnd(tables: Tables, tableId: number, ids: readonly number[]): IndexedEnd {
  const table = tables.byId(tableId);
  assert(table !== undefined, `foreign key is of table ${tableId}, which is there`);
  const columns = ids.map((id) => table.columnIds.indexOf(id));
  const types = columns.map((column) => table.physicalTypes[column] as PhysicalType);
  return { table, columns, types, indexes: tables.indexesOf(tableId) };
}

/** What a row has in the columns of the key; `undefined` if one is NULL. */
export function keyOfEnd(
  { columns, types }: LinkEnd,
  row: readonly Value[],
): ColumnValues | undefined {
  const values = columns.map((column) => row[column] as Value);
  return values.includes(null) ? undefined : { types, values };
}

/** The scope of the rows that a row of `scope` references. */
export function parentScope({ parent }: ForeignKeyLink, scope: string): string {
  return parent.table.definition.kind === 'shared' ? '' : scope;
}

/** The scope of the rows that reference a row of `scope`; `undefined`: those of all users may. */
export function childScope({ child, parent }: ForeignKeyLink, scope: string): string | undefined {
  if (child.table.definition.kind === 'shared') return '';
  return parent.table.definition.kind === 'shared' ? undefined : scope;
}

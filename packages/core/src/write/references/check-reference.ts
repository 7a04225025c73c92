import type { Value } from '@kalamdb/sql';
import { rowDeleted } from '@kalamdb/store';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { CoreError } from '../../error.ts';
import { showValue } from '../check-row.ts';
import { type ForeignKeyLink, keyOfEnd, type LinkEnd, parentScope } from './foreign-key-link.ts';
import { type ColumnValues, keyOf } from './row-access.ts';

/** Reads a key as it is by now. */
type ReadKey = (key: Uint8Array) => Uint8Array | undefined;

/** CORE_FOREIGN_KEY_VIOLATION when a row of `scope` references a row that is not there. */
export function checkReference(
  read: ReadKey,
  link: ForeignKeyLink,
  scope: string,
  row: readonly Value[],
): void {
  const values = keyOfEnd(link.child, row);
  if (values !== undefined && !hasParent(read, link, scope, values)) throw noParent(link, values);
}

/** Whether there is a row that a row of `scope` with these values references. */
export function hasParent(
  read: ReadKey,
  link: ForeignKeyLink,
  scope: string,
  values: ColumnValues,
): boolean {
  const { table, access } = link.parent;
  const found = read(keyOf(access, table, parentScope(link, scope), values));
  return found !== undefined && (access.kind === 'index' || !rowDeleted(found));
}

/** The error of a row that references `values`, which no row has. */
export function noParent(
  { record, child, parent }: ForeignKeyLink,
  values: ColumnValues,
): CoreError {
  const rule = `a row of table '${nameOfTable(child.table)}' violates foreign key '${record.name}'`;
  const missing = `is not in table '${nameOfTable(parent.table)}'`;
  const names = columnNames(child);
  const texts = shown(child, values);
  return new CoreError(
    'CORE_FOREIGN_KEY_VIOLATION',
    `${rule}: (${names}) = (${texts}) ${missing}`,
    {
      hint: `INSERT a row with (${columnNames(parent)}) = (${texts}) there first.`,
      discreet: `${rule}: its (${names}) ${missing}`,
    },
  );
}

/** The error of a row whose key `values` goes while rows reference it. */
export function hasChildren(
  { record, child, parent }: ForeignKeyLink,
  values: ColumnValues,
): CoreError {
  return new CoreError(
    'CORE_FOREIGN_KEY_VIOLATION',
    `a row of table '${nameOfTable(parent.table)}' cannot go: (${columnNames(parent)}) = (${shown(parent, values)}) is referenced from table '${nameOfTable(child.table)}' by foreign key '${record.name}'`,
    {
      hint: 'DELETE the rows that reference it first, or let the foreign key say CASCADE.',
    },
  );
}

function nameOfTable({ info }: StoredTable): string {
  return `${info.namespace}.${info.name}`;
}

function columnNames({ table, columns }: LinkEnd): string {
  return columns.map((column) => table.info.columns[column]?.name).join(', ');
}

function shown({ table, columns }: LinkEnd, { values }: ColumnValues): string {
  const texts = columns.map((column, place) => {
    const info = table.info.columns[column];
    return info === undefined ? '' : showValue(values[place] as Value, info.type);
  });
  return texts.join(', ');
}

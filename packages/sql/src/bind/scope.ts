import type { ColumnReference, Name } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { ColumnInfo, TableInfo } from './catalog.ts';
import { suggestion } from './suggestion.ts';

/** A table in view: the input row has its columns from index `offset` on. */
export interface ScopeTable {
  readonly table: TableInfo;
  readonly alias: string | undefined;
  readonly offset: number;
}

/** The tables whose columns expressions may name. */
export type Scope = readonly ScopeTable[];

export const emptyScope: Scope = [];

/** A column in view: `index` into the input row, `columnIndex` into the table's columns. */
export interface ScopeColumn {
  readonly table: TableInfo;
  readonly column: ColumnInfo;
  readonly columnIndex: number;
  readonly index: number;
}

/** How many columns the input row has. */
export function scopeWidth(scope: Scope): number {
  return scope.reduce((width, { table }) => width + table.columns.length, 0);
}

/** The column with this index of the input row. */
export function columnAt(scope: Scope, index: number): ScopeColumn | undefined {
  for (const { table, offset } of scope) {
    const columnIndex = index - offset;
    const column = table.columns[columnIndex];
    if (column !== undefined) return { table, column, columnIndex, index };
  }
  return undefined;
}

/**
 * The column that a reference names. Throws SQL_UNKNOWN_COLUMN, SQL_UNKNOWN_TABLE (a qualifier that
 * is not in view) or SQL_AMBIGUOUS_COLUMN at the reference.
 */
export function resolveColumn(scope: Scope, reference: ColumnReference): ScopeColumn {
  const found = findColumns(scope, reference);
  if (found.length === 1) return found[0];
  if (found.length === 0) throw unknownColumn(scope, reference);
  throw new SqlError(
    'SQL_AMBIGUOUS_COLUMN',
    `column reference "${shown(reference)}" is ambiguous`,
    {
      position: reference.at,
      hint: `Write it with its table: ${found.map(({ table }) => table.name).join(' or ')}.`,
    },
  );
}

/** Whether an unqualified name is a column in view; several count too. */
export function hasColumn(scope: Scope, name: string): boolean {
  return scope.some(({ table }) => table.columns.some((column) => column.name === name));
}

/** The tables that a qualifier (`t`, `ns.t`) means; all without one. SQL_UNKNOWN_TABLE for none. */
export function tablesOf(scope: Scope, qualifier: readonly Name[]): readonly ScopeTable[] {
  if (qualifier.length === 0) return scope;
  const tables = scope.filter((entry) => matches(entry, qualifier));
  if (tables.length > 0) return tables;
  const name = qualifier.map(({ text }) => text).join('.');
  const alias = scope.find(
    ({ table }) => table.name === qualifier[qualifier.length - 1].text,
  )?.alias;
  throw new SqlError('SQL_UNKNOWN_TABLE', `missing FROM-clause entry for table "${name}"`, {
    position: qualifier[0].at,
    hint: alias === undefined ? undefined : `Its alias here is "${alias}".`,
  });
}

function findColumns(scope: Scope, { path }: ColumnReference): readonly ScopeColumn[] {
  const name = path[path.length - 1].text;
  return tablesOf(scope, path.slice(0, -1)).flatMap(({ table, offset }) => {
    const columnIndex = table.columns.findIndex((column) => column.name === name);
    const column = table.columns[columnIndex];
    return column === undefined
      ? []
      : [{ table, column, columnIndex, index: offset + columnIndex }];
  });
}

/** As in PostgreSQL, an alias hides the table's own name. */
function matches({ table, alias }: ScopeTable, qualifier: readonly Name[]): boolean {
  const name = qualifier[qualifier.length - 1].text;
  if (qualifier.length === 1) return name === (alias ?? table.name);
  const isPlainName = qualifier.length === 2 && alias === undefined;
  return isPlainName && name === table.name && qualifier[0].text === table.namespace;
}

function unknownColumn(scope: Scope, reference: ColumnReference): SqlError {
  const name = reference.path[reference.path.length - 1].text;
  const names = scope.flatMap(({ table }) => table.columns.map((column) => column.name));
  const hint =
    scope.length === 0
      ? 'There is no table here to take columns from. Text is written in single quotes.'
      : suggestion(name, names);
  return new SqlError('SQL_UNKNOWN_COLUMN', `column "${shown(reference)}" does not exist`, {
    position: reference.at,
    hint,
  });
}

function shown({ path }: ColumnReference): string {
  return path.map(({ text }) => text).join('.');
}

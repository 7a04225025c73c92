import type { ColumnReference, Name } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { TableInfo } from './catalog.ts';
import type { BoundQuery } from './statement.ts';
import { suggestion } from './suggestion.ts';

/** A column in view, at `index` of the input row. */
export interface ScopeColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly index: number;
  /** Not part of `*`. */
  readonly system: boolean;
  readonly origin: BoundQuery['origins'][number];
}

/** A table or derived table in view. */
export interface ScopeTable {
  /** Its alias or its own name; `undefined` for a derived table without alias. */
  readonly name: string | undefined;
  /** `undefined` where it cannot be named with a namespace: it has an alias or is a query. */
  readonly namespace: string | undefined;
  readonly table: TableInfo | undefined;
  readonly columns: readonly ScopeColumn[];
  /** A function that gives values: its row is the value in its first column, and no record. */
  readonly isValue?: boolean;
  /** An outer join may have found no row of it. */
  readonly optional?: boolean;
}

/** What expressions may name. */
export interface Scope {
  /** How many columns the input row has. */
  readonly width: number;
  readonly tables: readonly ScopeTable[];
  /** What names without a table and `*` mean: columns that a join has merged are there once. */
  readonly columns: readonly ScopeColumn[];
  /** In RETURNING of MERGE: which column of the input row says what was done. */
  readonly mergeAction?: number;
}

export const emptyScope: Scope = { width: 0, tables: [], columns: [] };

/** One table in view. */
export function singleScope(table: ScopeTable): Scope {
  return { width: table.columns.length, tables: [table], columns: table.columns };
}

/** A stored table in view, the input row having all of its columns. */
export function tableScope(table: TableInfo, alias?: string): Scope {
  const columns = table.columns.map(({ name, type, system }, index) => {
    return { name, type, system, index, origin: { table, column: index } };
  });
  const namespace = alias === undefined ? table.namespace : undefined;
  return singleScope({ name: alias ?? table.name, namespace, table, columns });
}

/** Both in view: the input row has the columns of `left`, then those of `shifted`. */
export function joinScopes(left: Scope, shifted: Scope): Scope {
  return {
    width: left.width + shifted.width,
    tables: [...left.tables, ...shifted.tables],
    columns: [...left.columns, ...shifted.columns],
  };
}

/** The same tables, the input row having `by` other columns in front. */
export function shiftScope({ width, tables, columns }: Scope, by: number): Scope {
  const shift = (column: ScopeColumn): ScopeColumn => ({ ...column, index: column.index + by });
  return {
    width,
    tables: tables.map((table) => ({ ...table, columns: table.columns.map(shift) })),
    columns: columns.map(shift),
  };
}

/** The same, on the side of an outer join that may have no row. */
export function optionalScope(scope: Scope): Scope {
  return { ...scope, tables: scope.tables.map((table) => ({ ...table, optional: true })) };
}

/**
 * The table of this name, or of a namespace and a name; `undefined` if there is none.
 * SQL_AMBIGUOUS_COLUMN for a name of several, as tables of two namespaces may have.
 */
export function findTable(scope: Scope, qualifier: readonly Name[]): ScopeTable | undefined {
  const [found, ...others] = scope.tables.filter((entry) => matches(entry, qualifier));
  if (others.length === 0) return found;
  throw new SqlError('SQL_AMBIGUOUS_COLUMN', `table reference "${found?.name}" is ambiguous`, {
    position: qualifier[0].at,
    hint: 'Write it with its namespace.',
  });
}

/** The table and the column at this index of the input row. */
export function columnAt(
  { tables }: Scope,
  index: number,
): { readonly table: ScopeTable; readonly column: ScopeColumn } | undefined {
  for (const table of tables) {
    const column = table.columns.find((candidate) => candidate.index === index);
    if (column !== undefined) return { table, column };
  }
  return undefined;
}

/** The table column that an expression over the input row is, if it is one. */
export function originOf(scope: Scope, expression: BoundExpression): ScopeColumn['origin'] {
  if (expression.kind !== 'column') return undefined;
  return columnAt(scope, expression.index)?.column.origin;
}

/**
 * The column that a reference names. Throws SQL_UNKNOWN_COLUMN, SQL_UNKNOWN_TABLE (a qualifier that
 * is not in view) or SQL_AMBIGUOUS_COLUMN at the reference.
 */
export function resolveColumn(scope: Scope, reference: ColumnReference): ScopeColumn {
  const found = findColumn(scope, reference);
  if (found !== undefined) return found;
  columnsOf(scope, reference.path.slice(0, -1));
  throw unknownColumn(scope, reference);
}

/**
 * As `resolveColumn`, but `undefined` where the name may still be one of a query around this one:
 * there is no such column, or no such table if it is qualified.
 */
export function findColumn(scope: Scope, reference: ColumnReference): ScopeColumn | undefined {
  const { path, at } = reference;
  const name = path[path.length - 1].text;
  const qualifier = path.slice(0, -1);
  const isQualified = qualifier.length > 0;
  if (isQualified && !scope.tables.some((entry) => matches(entry, qualifier))) return undefined;
  const found = columnsOf(scope, qualifier).filter((column) => column.name === name);
  if (found.length === 1) return found[0];
  if (found.length === 0 && !isQualified) return undefined;
  if (found.length === 0) throw unknownColumn(scope, reference);
  throw new SqlError(
    'SQL_AMBIGUOUS_COLUMN',
    `column reference "${shown(reference)}" is ambiguous`,
    { position: at, hint: qualifyHint(scope, found) },
  );
}

/** Whether an unqualified name is a column in view; several count too. */
export function hasColumn(scope: Scope, name: string): boolean {
  return scope.columns.some((column) => column.name === name);
}

/** What `*`, `t.*` and `ns.t.*` stand for, system columns included. SQL_UNKNOWN_TABLE for none. */
export function columnsOf(scope: Scope, qualifier: readonly Name[]): readonly ScopeColumn[] {
  if (qualifier.length === 0) return scope.columns;
  const tables = scope.tables.filter((entry) => matches(entry, qualifier));
  if (tables.length > 0) return tables.flatMap(({ columns }) => columns);
  const name = qualifier.map(({ text }) => text).join('.');
  const hidden = scope.tables.find(
    ({ table }) => table?.name === qualifier[qualifier.length - 1].text,
  );
  throw new SqlError('SQL_UNKNOWN_TABLE', `missing FROM-clause entry for table "${name}"`, {
    position: qualifier[0].at,
    hint: hidden?.name === undefined ? undefined : `Its alias here is "${hidden.name}".`,
  });
}

/** As in PostgreSQL, an alias hides the table's own name. */
function matches({ name, namespace }: ScopeTable, qualifier: readonly Name[]): boolean {
  if (name !== qualifier[qualifier.length - 1].text) return false;
  return qualifier.length === 1 || (qualifier.length === 2 && qualifier[0].text === namespace);
}

function qualifyHint(scope: Scope, found: readonly ScopeColumn[]): string | undefined {
  const names = found.map(({ index }) => columnAt(scope, index)?.table.name);
  if (names.some((name) => name === undefined) || new Set(names).size < names.length) {
    return undefined;
  }
  return `Write it with its table: ${names.join(' or ')}.`;
}

function unknownColumn(scope: Scope, reference: ColumnReference): SqlError {
  const name = reference.path[reference.path.length - 1].text;
  const names = scope.columns.map((column) => column.name);
  const hint =
    scope.tables.length === 0
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

import { type Contents, type Model, rowsOf, scopesOf } from './model.ts';
import type { Reason } from './outcome.ts';
import { fieldOf, fieldsOf, type Row } from './row.ts';
import type { Reference, Table } from './table.ts';
import type { Scope } from './user.ts';
import { comparable, type Value } from './value.ts';

/** All constraints that some row of the contents does not keep. */
export function violations({ tables }: Model, contents: Contents): ReadonlySet<Reason> {
  const reasons = new Set<Reason>();
  for (const table of tables) {
    for (const scope of scopesOf(table)) {
      for (const reason of violationsOf(contents, table, scope)) reasons.add(reason);
    }
  }
  return reasons;
}

function* violationsOf(contents: Contents, table: Table, scope: Scope): Iterable<Reason> {
  const rows = rowsOf(contents, table, scope);
  for (const row of rows) yield* rowViolations(table, row);
  if (haveTwins(table, rows)) yield 'unique';
  for (const reference of table.references) {
    if (!rows.every((row) => hasParent(contents, reference, scope, row))) yield 'reference';
  }
}

/** Whether two rows share a key that no two may share. */
export function haveTwins(table: Table, rows: readonly Row[]): boolean {
  return uniqueKeys(table).some((keyOf) => {
    const keys = rows.map(keyOf).filter((key) => key !== undefined);
    return new Set(keys).size < keys.length;
  });
}

/** What a row breaks on its own. */
export function* rowViolations({ columns, key, checks }: Table, row: Row): Iterable<Reason> {
  const required = columns.filter((column) => column.notNull || key.includes(column));
  if (required.some((column) => fieldOf(row, column) === null)) yield 'not-null';
  if (checks.some(({ predicate }) => predicate.test(row) === false)) yield 'check';
}

/** For each key that no two rows may share: a row's, `undefined` if it has none. */
export function uniqueKeys(table: Table): readonly ((row: Row) => string | undefined)[] {
  const columns = [table.key, ...table.uniques.map((unique) => unique.columns)];
  const indexes = table.indexes.filter(({ unique }) => unique);
  return [
    ...columns.map((of) => (row: Row) => keyText(fieldsOf(row, of))),
    ...indexes.map(({ keys, where }) => (row: Row) => {
      if (where !== undefined && where.test(row) !== true) return undefined;
      return keyText(keys.map((key) => key.fieldOf(row)));
    }),
  ];
}

/** `undefined` for one with a NULL, which is like no other. */
export function keyText(values: readonly Value[]): string | undefined {
  return values.includes(null) ? undefined : values.map(comparable).join(' ');
}

/** Whether what a row references, if anything, is there. */
export function hasParent(
  contents: Contents,
  { column, target, targetColumn }: Reference,
  scope: Scope,
  row: Row,
): boolean {
  const value = fieldOf(row, column);
  if (value === null) return true;
  const parents = rowsOf(contents, target, target.kind === 'USER' ? scope : 'all');
  return parents.some((parent) => fieldOf(parent, targetColumn) === value);
}

import type { Choices } from '../choices.ts';
import type { Model } from './model/model.ts';
import { and, equals, somePredicate } from './model/predicate.ts';
import { type Column, fieldOf, fieldsOf, names, type Row } from './model/row.ts';
import type { Table } from './model/table.ts';
import type { User } from './model/user.ts';
import { comparable, compare, someValue, type Value } from './model/value.ts';

/** A query, and what it must give. */
export interface Probe {
  readonly sql: string;
  readonly rows: readonly (readonly Value[])[];
  readonly isOrdered: boolean;
}

/** All rows of a table. */
export function everything(model: Model, user: User, table: Table): Probe {
  return {
    sql: `SELECT ${names(table.columns)} FROM ${table.name}`,
    rows: model.rowsSeenBy(user, table).map((row) => fieldsOf(row, table.columns)),
    isOrdered: false,
  };
}

/** A query that keys and indexes may answer. */
export function someProbe(choices: Choices, model: Model, user: User): Probe {
  const table = choices.pick(model.tables);
  const rows = model.rowsSeenBy(user, table);
  switch (choices.below(6)) {
    case 0:
      return byKey(choices, table, rows);
    case 1:
      return inOrder(choices, table, rows);
    case 2:
      return throughView(model, user) ?? byPredicate(choices, table, rows);
    case 3:
      return joined(model, user, table) ?? byPredicate(choices, table, rows);
    default:
      return byPredicate(choices, table, rows);
  }
}

function byKey(choices: Choices, table: Table, rows: readonly Row[]): Probe {
  const where = table.key
    .map((column) => equals(column, someValue(choices, column.type)))
    .reduce(and);
  return matching(table, rows, where);
}

/** The first columns of an index, if there is one. */
function byPredicate(choices: Choices, table: Table, rows: readonly Row[]): Probe {
  const [index] = table.indexes;
  const columns = index === undefined ? table.columns : index.keys.map(({ column }) => column);
  const where = somePredicate(choices, columns, 2);
  return matching(table, rows, index?.where === undefined ? where : and(where, index.where));
}

function matching(
  table: Table,
  rows: readonly Row[],
  where: ReturnType<typeof somePredicate>,
): Probe {
  return {
    sql: `SELECT ${names(table.columns)} FROM ${table.name} WHERE ${where.text()}`,
    rows: rows.filter((row) => where.test(row) === true).map((row) => fieldsOf(row, table.columns)),
    isOrdered: false,
  };
}

function inOrder(choices: Choices, table: Table, rows: readonly Row[]): Probe {
  const first = choices.pick(table.columns);
  const descending = choices.rarely(2);
  const columns = [first, ...table.key.filter((column) => column !== first)];
  const count = 1 + choices.below(5);
  const sign = descending ? -1 : 1;
  const sorted = rows.toSorted((left, right) => {
    const found = columns
      .map((column) => sign * compareNullsLast(fieldOf(left, column), fieldOf(right, column)))
      .find((one) => one !== 0);
    return found ?? 0;
  });
  const order = columns.map(
    ({ name }) => `${name} ${descending ? 'DESC NULLS FIRST' : 'ASC NULLS LAST'}`,
  );
  return {
    sql: `SELECT ${names(columns)} FROM ${table.name} ORDER BY ${order.join(', ')} LIMIT ${count}`,
    rows: sorted.slice(0, count).map((row) => fieldsOf(row, columns)),
    isOrdered: true,
  };
}

function compareNullsLast(left: Value, right: Value): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return compare(left, right);
}

function throughView(model: Model, user: User): Probe | undefined {
  const view = model.views[0];
  if (view === undefined) return undefined;
  const rows = model.rowsSeenBy(user, view.table).filter((row) => view.where.test(row) === true);
  return {
    sql: `SELECT * FROM ${view.name}`,
    rows: rows.map((row) => fieldsOf(row, view.columns)),
    isOrdered: false,
  };
}

/** Rows beside those that they reference. */
function joined(model: Model, user: User, table: Table): Probe | undefined {
  const [reference] = table.references;
  if (reference === undefined) return undefined;
  const { column, target, targetColumn } = reference;
  const parents = model.rowsSeenBy(user, target);
  const list = (prefix: string, columns: readonly Column[]) =>
    columns.map(({ name }) => `${prefix}.${name}`).join(', ');
  const pairs = model.rowsSeenBy(user, table).map((row) => {
    const parent = parents.find((one) => comesFrom(row, column, one, targetColumn));
    const values = target.key.map((key) => (parent === undefined ? null : fieldOf(parent, key)));
    return [...fieldsOf(row, table.columns), ...values];
  });
  return {
    sql: `SELECT ${list('x', table.columns)}, ${list('y', target.key)} FROM ${table.name} AS x LEFT JOIN ${target.name} AS y ON x.${column.name} = y.${targetColumn.name}`,
    rows: pairs,
    isOrdered: false,
  };
}

function comesFrom(row: Row, column: Column, parent: Row, targetColumn: Column): boolean {
  const value = fieldOf(row, column);
  return value !== null && value === fieldOf(parent, targetColumn);
}

/** The first difference, as text. */
export function difference(
  found: readonly (readonly unknown[])[],
  { rows, isOrdered }: Pick<Probe, 'rows' | 'isOrdered'>,
): string | undefined {
  const [ours, theirs] = [found, rows].map((all) => {
    const texts = all.map((row) => row.map(comparable).join(' | '));
    return isOrdered ? texts : texts.sort();
  });
  const [left, right] = [ours?.join('\n'), theirs?.join('\n')];
  return left === right ? undefined : `gives\n${left}\ninstead of\n${right}`;
}

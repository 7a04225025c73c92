import type { Choices } from '../../choices.ts';
import { Counter } from '../model/counter.ts';
import { somePredicate } from '../model/predicate.ts';
import { type Column, type Generated, names, writable } from '../model/row.ts';
import type { Action, Check, Reference, Table, Unique } from '../model/table.ts';
import { columnTypes, literal, someValue, type Value } from '../model/value.ts';
import { because, definition, nothing, type Scene, type Step, someName } from './scene.ts';

export const columnNames: readonly string[] = ['a', 'b', 'c', 'd', 'e', 'f'];
export const tableNames: readonly string[] = ['t', 'u', 'v', 'w'];

export function createTable(scene: Scene): Step | undefined {
  const { choices, model, isCommon } = scene;
  const name = someName(choices, tableNames, (one) => model.isTaken(one));
  if (name === undefined) return undefined;
  const keySize = choices.rarely(4) ? 2 : 1;
  const plain = choices.several(keySize + 1, 5, (index) => someColumn(choices, columnNames[index]));
  const isComputed = plain.length < columnNames.length && choices.rarely(2);
  // SQLite has sequences for primary keys only.
  const [counted] = isCommon ? [] : plain.slice(keySize).filter(({ type }) => type === 'INT');
  if (counted !== undefined && choices.below(3) > 0) makeSerial(counted);
  const last = columnNames[plain.length];
  const columns = isComputed ? [...plain, someGenerated(choices, last, plain)] : plain;
  const table: Table = {
    id: model.nextNumber(),
    name,
    kind: choices.pick(['USER', 'SHARED']),
    columns,
    key: columns.slice(0, keySize),
    uniques: [],
    checks: [],
    references: [],
    indexes: [],
  };
  if (choices.rarely(3)) table.uniques = [someUnique(scene, table)];
  if (choices.rarely(4)) table.checks = [someCheck(scene, table)];
  if (choices.rarely(2)) table.references = someReference(scene, table, [table, ...model.tables]);
  const parts = [...columns.map((column) => columnText(column, table.key)), ...constraints(table)];
  const ifNotExists = choices.rarely(5) ? 'IF NOT EXISTS ' : '';
  const rest = `TABLE ${ifNotExists}${name} (${parts.join(', ')})`;
  return definition(
    scene,
    `CREATE ${table.kind} ${rest}`,
    () => {
      if (model.isTaken(name)) return ifNotExists === '' ? because('exists') : nothing;
      model.tables = [...model.tables, table];
      return nothing;
    },
    `CREATE ${rest}`,
  );
}

export function someColumn(choices: Choices, name: string): Column {
  const type = choices.pick(columnTypes);
  const notNull = choices.rarely(4);
  return { name, type, notNull, default: choices.rarely(3) ? someValue(choices, type) : null };
}

/** `key`: SQLite lets keys be NULL unless told. */
export function columnText(column: Column, key: readonly Column[]): string {
  if (column.counter !== undefined) return `${column.name} SERIAL`;
  const notNull = column.notNull || key.includes(column) ? ' NOT NULL' : '';
  const given = column.default === null ? '' : ` DEFAULT ${literal(column.default)}`;
  const { generated } = column;
  const computed = generated ? ` GENERATED ALWAYS AS (${generated.text()}) STORED` : '';
  return `${column.name} ${column.type}${notNull}${given}${computed}`;
}

/** Let a sequence count for a column of integers. */
export function makeSerial(column: Column): void {
  column.notNull = true;
  column.default = null;
  column.counter = new Counter();
}

/** A column that is computed from one of `columns`. */
export function someGenerated(choices: Choices, name: string, columns: readonly Column[]): Column {
  const from = choices.pick(writable(columns));
  const { type } = from;
  const notNull = choices.rarely(6);
  return { name, type, notNull, default: null, generated: computedFrom(choices, from) };
}

function computedFrom(choices: Choices, from: Column): Generated {
  const { type } = from;
  if (choices.rarely(3)) {
    const other = someValue(choices, type);
    const text = () => `COALESCE(${from.name}, ${literal(other)})`;
    return { from, text, of: (value) => value ?? other };
  }
  if (type === 'BOOLEAN')
    return { from, text: () => `NOT ${from.name}`, of: unlessNull((x) => !x) };
  if (type === 'TEXT') {
    return { from, text: () => `${from.name} || 'x'`, of: unlessNull((value) => `${value}x`) };
  }
  return { from, text: () => `${from.name} + 1`, of: unlessNull((value) => Number(value) + 1) };
}

function unlessNull(compute: (value: Exclude<Value, null>) => Value): Generated['of'] {
  return (value) => (value === null ? null : compute(value));
}

function constraints(table: Table): readonly string[] {
  return [
    `PRIMARY KEY (${names(table.key)})`,
    ...table.uniques.map(uniqueText),
    ...table.checks.map(checkText),
    ...table.references.map(referenceText),
  ];
}

export function someUnique({ choices, model }: Scene, table: Table): Unique {
  const first = choices.pick(table.columns);
  const second = choices.rarely(3) ? choices.pick(table.columns) : first;
  return { name: `u${model.nextNumber()}`, columns: [...new Set([first, second])] };
}

export function someCheck({ choices, model }: Scene, table: Table): Check {
  return { name: `k${model.nextNumber()}`, predicate: somePredicate(choices, table.columns) };
}

const actions: readonly Action[] = ['NO ACTION', 'CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT'];

/** At most one: what several do to one row depends on their order. */
export function someReference(
  { choices, model, isCommon }: Scene,
  table: Table,
  targets: readonly Table[],
): readonly Reference[] {
  const target = choices.pick(targets);
  if (table.kind === 'SHARED' && target.kind === 'USER') return [];
  const keys = [target.key, ...target.uniques.map(({ columns }) => columns)];
  const [targetColumn] = choices.pick(keys.filter(({ length }) => length === 1)) ?? [];
  const allowed = writable(table.columns).filter(
    (column) =>
      column.counter === undefined &&
      !table.key.includes(column) &&
      areComparable(column, targetColumn),
  );
  if (targetColumn === undefined || allowed.length === 0) return [];
  // SQLite has RESTRICT and rows that reference their own table row by row.
  const known = isCommon ? actions.slice(0, target === table ? 1 : -1) : actions;
  const [onDelete, onUpdate] = choices.several(2, 2, () => choices.pick(known));
  const name = `r${model.nextNumber()}`;
  return [{ name, column: choices.pick(allowed), target, targetColumn, onDelete, onUpdate }];
}

function areComparable(column: Column, target: Column | undefined): boolean {
  if (target === undefined) return false;
  const isInteger = ({ type }: Column) => type === 'INT' || type === 'BIGINT';
  return column.type === target.type || (isInteger(column) && isInteger(target));
}

export function uniqueText({ name, columns }: Unique): string {
  return `CONSTRAINT ${name} UNIQUE (${names(columns)})`;
}

export function checkText({ name, predicate }: Check): string {
  return `CONSTRAINT ${name} CHECK (${predicate.text()})`;
}

export function referenceText(reference: Reference): string {
  const { name, column, target, targetColumn, onDelete, onUpdate } = reference;
  return `CONSTRAINT ${name} FOREIGN KEY (${column.name}) REFERENCES ${target.name} (${targetColumn.name}) ON DELETE ${onDelete} ON UPDATE ${onUpdate}`;
}

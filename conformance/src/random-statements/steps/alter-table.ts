import { rowsOf, scopesOf, setRows } from '../model/model.ts';
import type { Reason } from '../model/outcome.ts';
import { type Column, defaultOf, fieldOf, type Row, stored } from '../model/row.ts';
import { columnsOf, type Table } from '../model/table.ts';
import { type ColumnType, compare, literal, someValue } from '../model/value.ts';
import { violations } from '../model/violations.ts';
import {
  checkText,
  columnNames,
  columnText,
  makeSerial,
  referenceText,
  someCheck,
  someColumn,
  someGenerated,
  someReference,
  someUnique,
  tableNames,
  uniqueText,
} from './create-table.ts';
import { because, definition, nothing, type Scene, type Step, someName } from './scene.ts';

/** An action of ALTER TABLE. */
interface Alteration {
  readonly text: string;
  apply(): ReadonlySet<Reason>;
}

type SomeAlteration = (scene: Scene, table: Table) => Alteration | undefined;

/** ALTER TABLE with one action. */
export function alterTable(scene: Scene): Step | undefined {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const common = [addColumn, renameColumn, dropColumn, renameTable];
  const all = [
    ...[...common, dropColumn, setNotNull, setDefault, widen, addConstraint, dropConstraint],
    ...[addGenerated, addGenerated, dropExpression, addSerial],
  ];
  const make: SomeAlteration = choices.pick(scene.isCommon ? common : all);
  const alteration = make(scene, table);
  if (alteration === undefined) return undefined;
  return definition(scene, `ALTER TABLE ${table.name} ${alteration.text}`, alteration.apply);
}

function addColumn({ choices, model, isCommon }: Scene, table: Table): Alteration | undefined {
  const isTaken = (name: string) => table.columns.some((column) => column.name === name);
  const name = someName(choices, columnNames, isTaken);
  if (name === undefined) return undefined;
  const column = someColumn(choices, name);
  // SQLite wants a DEFAULT for NOT NULL, also without rows.
  if (isCommon && column.default === null) column.notNull = false;
  return {
    text: `ADD COLUMN ${columnText(column, [])}`,
    apply() {
      if (isTaken(name)) return because('exists');
      const isRequired = column.notNull && column.default === null;
      if (isRequired && model.allRowsOf(table).length > 0) return because('not-null');
      table.columns = [...table.columns, column];
      model.rewrite(table, (row) => new Map(row).set(column, column.default));
      return nothing;
    },
  };
}

function addGenerated({ choices, model }: Scene, table: Table): Alteration | undefined {
  const isTaken = (name: string) => table.columns.some((column) => column.name === name);
  const name = someName(choices, columnNames, isTaken);
  if (name === undefined) return undefined;
  const column = someGenerated(choices, name, table.columns);
  return {
    text: `ADD COLUMN ${columnText(column, [])}`,
    apply() {
      if (isTaken(name)) return because('exists');
      const compute = (row: Row) => stored(new Map(row).set(column, null));
      const rows = model.allRowsOf(table).map(compute);
      if (column.notNull && rows.some((row) => fieldOf(row, column) === null)) {
        return because('not-null');
      }
      table.columns = [...table.columns, column];
      model.rewrite(table, compute);
      return nothing;
    },
  };
}

function addSerial({ choices, model }: Scene, table: Table): Alteration | undefined {
  const isTaken = (name: string) => table.columns.some((column) => column.name === name);
  const name = someName(choices, columnNames, isTaken);
  if (name === undefined) return undefined;
  const column: Column = { name, type: 'INT', notNull: true, default: null };
  makeSerial(column);
  return {
    text: `ADD COLUMN ${columnText(column, [])}`,
    apply() {
      if (isTaken(name)) return because('exists');
      table.columns = [...table.columns, column];
      for (const scope of scopesOf(table)) {
        const rows = inKeyOrder(table, rowsOf(model.contents, table, scope));
        const numbered = rows.map((row) => new Map(row).set(column, defaultOf(column, scope)));
        setRows(model.contents, table, scope, numbered);
      }
      return nothing;
    },
  };
}

function inKeyOrder({ key }: Table, rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((left, right) => {
    const signs = key.map((column) => compare(fieldOf(left, column), fieldOf(right, column)));
    return signs.find((sign) => sign !== 0) ?? 0;
  });
}

function dropExpression({ choices }: Scene, table: Table): Alteration {
  const generated = table.columns.filter((column) => column.generated !== undefined);
  const column = choices.pick(generated.length > 0 ? generated : table.columns);
  const ifExists = choices.rarely(3);
  return {
    text: `ALTER COLUMN ${column.name} DROP EXPRESSION${ifExists ? ' IF EXISTS' : ''}`,
    apply() {
      if (column.generated === undefined && !ifExists) return because('invalid');
      column.generated = undefined;
      return nothing;
    },
  };
}

function dropColumn(scene: Scene, table: Table): Alteration | undefined {
  const { choices, model, isCommon } = scene;
  const column = choices.pick(table.columns);
  const cascade = !isCommon && choices.rarely(3);
  if (isCommon && isUsed(scene, table, column)) return undefined;
  return {
    text: `DROP COLUMN ${column.name}${cascade ? ' CASCADE' : ''}`,
    apply() {
      if (table.key.includes(column)) return because('invalid');
      const lost = [...computedFrom(table, column), column];
      const isNeeded = lost.some(
        (one) => readingViews(scene, table, one).length > 0 || isReferenced(scene, table, one),
      );
      if ((isNeeded || lost.length > 1) && !cascade) return because('dependents');
      for (const one of lost) {
        forgetColumn(scene, table, one);
        model.rewrite(table, (row) => without(row, one));
      }
      return nothing;
    },
  };
}

function computedFrom({ columns }: Table, column: Column): readonly Column[] {
  return columns.filter(({ generated }) => generated?.from === column);
}

function without(row: Row, column: Column): Row {
  return new Map([...row].filter(([one]) => one !== column));
}

/** With the column go the indexes and constraints over it, and with its keys those that need them. */
function forgetColumn({ model }: Scene, table: Table, column: Column): void {
  const isOver = (columns: readonly Column[]) => columns.includes(column);
  const keeps = (columns: readonly Column[]) => !isOver(columns);
  table.columns = table.columns.filter((other) => other !== column);
  const lost = table.uniques.filter(({ columns }) => isOver(columns));
  table.uniques = table.uniques.filter(({ columns }) => keeps(columns));
  table.checks = table.checks.filter(({ predicate }) => keeps(predicate.columns));
  table.references = table.references.filter((reference) => reference.column !== column);
  table.indexes = table.indexes.filter((index) => keeps(columnsOf(index)));
  model.views = model.views.filter(
    (view) => view.table !== table || keeps([...view.columns, ...view.where.columns]),
  );
  for (const { columns } of lost) forgetReferences({ model }, table, columns);
}

/** Foreign keys to what is a key no more. */
function forgetReferences({ model }: Pick<Scene, 'model'>, table: Table, key: readonly Column[]) {
  for (const child of model.tables) {
    child.references = child.references.filter(
      ({ target, targetColumn }) => target !== table || !isKey(key, targetColumn),
    );
  }
}

function isKey(columns: readonly Column[], column: Column): boolean {
  return columns.length === 1 && columns[0] === column;
}

function isReferenced({ model }: Scene, table: Table, column: Column): boolean {
  return model.tables.some((child) =>
    child.references.some(
      (reference) =>
        reference.target === table &&
        reference.targetColumn === column &&
        // Goes with its own column.
        !(child === table && reference.column === column),
    ),
  );
}

function readingViews({ model }: Scene, table: Table, column: Column) {
  return model
    .viewsOf(table)
    .filter(({ columns, where }) => columns.includes(column) || where.columns.includes(column));
}

/** By anything that SQLite would not let go. */
function isUsed(scene: Scene, table: Table, column: Column): boolean {
  const { key, uniques, checks, references, indexes } = table;
  return (
    scene.model.viewsOf(table).length > 0 ||
    isReferenced(scene, table, column) ||
    computedFrom(table, column).length > 0 ||
    [
      ...key,
      ...uniques.flatMap(({ columns }) => columns),
      ...checks.flatMap(({ predicate }) => predicate.columns),
      ...references.map((reference) => reference.column),
      ...indexes.flatMap(columnsOf),
    ].includes(column)
  );
}

function renameColumn(scene: Scene, table: Table): Alteration | undefined {
  const { choices, isCommon } = scene;
  const column = choices.pick(table.columns);
  const isTaken = (name: string) => table.columns.some((other) => other.name === name);
  const name = someName(choices, columnNames, isTaken);
  if (name === undefined) return undefined;
  const isRead = readingViews(scene, table, column).length > 0;
  // SQLite lets a column keep its name.
  if (isCommon && (isRead || name === column.name)) return undefined;
  return {
    text: `RENAME COLUMN ${column.name} TO ${name}`,
    apply() {
      if (isTaken(name)) return because('exists');
      if (isRead) return because('dependents');
      column.name = name;
      return nothing;
    },
  };
}

function renameTable(scene: Scene, table: Table): Alteration | undefined {
  const { choices, model, isCommon } = scene;
  const name = someName(choices, tableNames, (one) => model.isTaken(one));
  const isRead = model.viewsOf(table).length > 0;
  if (name === undefined || name === table.name || (isRead && isCommon)) return undefined;
  return {
    text: `RENAME TO ${name}`,
    apply() {
      if (model.isTaken(name)) return because('exists');
      if (isRead) return because('dependents');
      table.name = name;
      return nothing;
    },
  };
}

function setNotNull({ choices, model }: Scene, table: Table): Alteration {
  const column = choices.pick(table.columns);
  const isSet = choices.rarely(2);
  const hasNull = () => model.allRowsOf(table).some((row) => fieldOf(row, column) === null);
  return {
    text: `ALTER COLUMN ${column.name} ${isSet ? 'SET' : 'DROP'} NOT NULL`,
    apply() {
      if (!isSet && table.key.includes(column)) return because('invalid');
      if (isSet && hasNull()) return because('not-null');
      column.notNull = isSet;
      return nothing;
    },
  };
}

function setDefault({ choices }: Scene, table: Table): Alteration {
  const column = choices.pick(table.columns);
  const value = choices.rarely(3) ? null : someValue(choices, column.type);
  return {
    text: `ALTER COLUMN ${column.name} ${value === null ? 'DROP DEFAULT' : `SET DEFAULT ${literal(value)}`}`,
    apply() {
      if (column.generated !== undefined) return because('invalid');
      column.default = value;
      column.counter = undefined;
      return nothing;
    },
  };
}

const widerTypes: Readonly<Partial<Record<ColumnType, readonly ColumnType[]>>> = {
  INT: ['BIGINT', 'DOUBLE'],
};

/** A wider type. What is part of a key of any kind stays an integer. */
function widen(scene: Scene, table: Table): Alteration | undefined {
  const { choices } = scene;
  const column = choices.pick(table.columns);
  const types = widerTypes[column.type];
  if (types === undefined) return undefined;
  const isFree = !isUsed(scene, table, column);
  const type = isFree ? choices.pick(types) : types[0];
  const isShown = scene.model.viewsOf(table).some(({ columns }) => columns.includes(column));
  return {
    text: `ALTER COLUMN ${column.name} TYPE ${type}`,
    apply() {
      if (column.generated !== undefined) return because('unsupported');
      if (isShown || computedFrom(table, column).length > 0) return because('dependents');
      column.type = type;
      return nothing;
    },
  };
}

function addConstraint(scene: Scene, table: Table): Alteration | undefined {
  const { choices, model } = scene;
  switch (choices.below(3)) {
    case 0: {
      const unique = someUnique(scene, table);
      return addTo(scene, table, 'uniques', unique, uniqueText(unique));
    }
    case 1: {
      const check = someCheck(scene, table);
      return addTo(scene, table, 'checks', check, checkText(check));
    }
    default: {
      const [reference] =
        table.references.length > 0 ? [] : someReference(scene, table, model.tables);
      if (reference === undefined) return undefined;
      return addTo(scene, table, 'references', reference, referenceText(reference));
    }
  }
}

function addTo<K extends 'uniques' | 'checks' | 'references'>(
  { model }: Scene,
  table: Table,
  list: K,
  constraint: Table[K][number],
  text: string,
): Alteration {
  return {
    text: `ADD ${text}`,
    apply() {
      const before = table[list];
      table[list] = [...before, constraint] as unknown as Table[K];
      const reasons = violations(model, model.contents);
      if (reasons.size > 0) table[list] = before;
      return reasons;
    },
  };
}

function dropConstraint(scene: Scene, table: Table): Alteration | undefined {
  const { choices } = scene;
  const all = [...table.uniques, ...table.checks, ...table.references];
  if (all.length === 0) return undefined;
  const constraint = choices.pick(all);
  const cascade = choices.rarely(3);
  const key = 'columns' in constraint ? constraint.columns : [];
  return {
    text: `DROP CONSTRAINT ${constraint.name}${cascade ? ' CASCADE' : ''}`,
    apply() {
      if (isNeededKey(scene, table, key) && !cascade) return because('dependents');
      table.uniques = table.uniques.filter((other) => other !== constraint);
      table.checks = table.checks.filter((other) => other !== constraint);
      table.references = table.references.filter((other) => other !== constraint);
      if (!isStillKey(table, key)) forgetReferences(scene, table, key);
      return nothing;
    },
  };
}

function isNeededKey({ model }: Scene, table: Table, key: readonly Column[]): boolean {
  const others = [table.key, ...table.uniques.map(({ columns }) => columns)];
  const isOnly = others.filter((columns) => isSame(columns, key)).length === 1;
  return (
    isOnly &&
    model.tables.some(({ references }) =>
      references.some(({ target, targetColumn }) => target === table && isKey(key, targetColumn)),
    )
  );
}

function isStillKey({ key, uniques }: Table, columns: readonly Column[]): boolean {
  return [key, ...uniques.map((unique) => unique.columns)].some((one) => isSame(one, columns));
}

function isSame(one: readonly Column[], other: readonly Column[]): boolean {
  return one.length === other.length && one.every((column, index) => column === other[index]);
}

import { rowsOf } from '../model/model.ts';
import { type Predicate, somePredicate } from '../model/predicate.ts';
import { type Column, fieldOf, type Row } from '../model/row.ts';
import { columnsOf, type Table } from '../model/table.ts';
import { literal, someValueOrNull, type Value } from '../model/value.ts';
import { nothing, placeOf, type Scene, type Step } from './scene.ts';
import { alone, listOf, type Write } from './write.ts';

/** `column = expression` */
interface Assignment {
  readonly column: Column;
  readonly text: string;
  fieldOf(row: Row): Value;
}

export function update(scene: Scene): Step | undefined {
  const write = someUpdate(scene);
  return write && alone(scene, write, scene.choices.rarely(4));
}

/** UPDATE of the rows for which a condition holds. */
export function someUpdate(scene: Scene): Write | undefined {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const first = someAssignment(scene, table);
  if (first === undefined) return undefined;
  const second = choices.rarely(3) ? someAssignment(scene, table) : undefined;
  const assignments =
    second === undefined || second.column === first.column ? [first] : [first, second];
  const where = somePredicate(choices, table.columns);
  const texts = assignments.map(({ column, text }) => `${column.name} = ${text}`);
  return updating(table, {
    sql: `UPDATE ${table.name} SET ${texts.join(', ')} WHERE ${where.text()}`,
    list: listOf(table),
    change: (row) => {
      if (where.test(row) !== true) return undefined;
      const values = assignments.map((one) => [one.column, one.fieldOf(row)] as const);
      return new Map([...row, ...values]);
    },
  });
}

export function updateFrom(scene: Scene): Step | undefined {
  const write = someUpdateFrom(scene);
  return write && alone(scene, write, scene.choices.rarely(4));
}

/** UPDATE … FROM a table of which one row at most is beside each row. */
export function someUpdateFrom(scene: Scene): Write | undefined {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const from = choices.pick(model.tables);
  if (table.kind === 'SHARED' && from.kind === 'USER') return undefined;
  const [key, ...others] = from.key;
  if (key === undefined || others.length > 0) return undefined;
  const columns = movable(table);
  const sameAs = (one: Column) => (other: Column) => other.type === one.type;
  const link = table.columns.filter(sameAs(key));
  const targets = columns.filter((column) => from.columns.some(sameAs(column)));
  if (link.length === 0 || targets.length === 0) return undefined;
  const target = choices.pick(targets);
  const source = choices.pick(from.columns.filter(sameAs(target)));
  const by = choices.pick(link);
  const where: Predicate = somePredicate(choices, from.columns);
  const returned = table.columns.map(({ name }) => `x.${name}`).join(', ');
  return updating(table, {
    sql: `UPDATE ${table.name} AS x SET ${target.name} = y.${source.name} FROM ${from.name} AS y WHERE x.${by.name} = y.${key.name} AND ${where.text('y.')}`,
    // SQLite's RETURNING knows no alias.
    list: scene.isCommon ? undefined : returned,
    change: (row) => {
      const beside = rowsOf(model.contents, from, placeOf(scene, from)).find(
        (other) => fieldOf(other, key) === fieldOf(row, by) && where.test(other) === true,
      );
      return beside && new Map(row).set(target, fieldOf(beside, source));
    },
  });
}

interface Updating extends Pick<Write, 'sql' | 'list'> {
  /** `undefined`: the row is not meant. */
  change(row: Row): Row | undefined;
}

function updating(table: Table, { sql, list, change }: Updating): Write {
  return {
    table,
    sql,
    list,
    changes: (read) => ({
      edits: read.flatMap((before) => {
        const after = change(before);
        return after === undefined ? [] : [{ before, after }];
      }),
      reasons: nothing,
    }),
  };
}

/** Columns that UPDATE takes. */
function assignable({ columns, key }: Table): readonly Column[] {
  return columns.filter((column) => !key.includes(column));
}

/**
 * Those that may get another value in each row: keys are compared row by row, so that whether one
 * is free depends on the order of the rows.
 */
function movable(table: Table): readonly Column[] {
  const unique = [
    ...table.uniques.flatMap(({ columns }) => columns),
    ...table.indexes.flatMap((index) => (index.unique ? columnsOf(index) : [])),
  ];
  return assignable(table).filter((column) => !unique.includes(column));
}

function someAssignment(scene: Scene, table: Table): Assignment | undefined {
  const { choices } = scene;
  const columns = assignable(table);
  if (columns.length === 0) return undefined;
  const column = choices.pick(columns);
  const kind = choices.below(4);
  if (kind === 0 || kind > 2 || !movable(table).includes(column)) {
    return assignLiteral(scene, column);
  }
  const isNumber = column.type !== 'TEXT' && column.type !== 'BOOLEAN';
  if (kind === 1 || !isNumber) {
    const other = choices.pick(table.columns.filter(({ type }) => type === column.type));
    return { column, text: other.name, fieldOf: (row) => fieldOf(row, other) };
  }
  const step = choices.pick([1, -1, 2]);
  const next = (value: Value) => (value === null ? null : Number(value) + step);
  return {
    column,
    text: `${column.name} + ${step}`,
    fieldOf: (row) => next(fieldOf(row, column)),
  };
}

function assignLiteral({ choices }: Scene, column: Column): Assignment {
  const value = someValueOrNull(choices, column.type);
  return { column, text: literal(value), fieldOf: () => value };
}

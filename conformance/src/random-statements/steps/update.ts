import { rowsOf } from '../model/model.ts';
import { type Predicate, somePredicate } from '../model/predicate.ts';
import { type Column, fieldOf, type Row, stored, writable } from '../model/row.ts';
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

export function update(scene: Scene): Step {
  return alone(scene, someUpdate(scene), scene.choices.rarely(4));
}

/** UPDATE of the rows for which a condition holds. */
export function someUpdate(scene: Scene): Write {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const first = someAssignment(scene, table);
  const second = choices.rarely(3) ? someAssignment(scene, table) : undefined;
  const assignments =
    second === undefined || second.column === first.column ? [first] : [first, second];
  const where = somePredicate(choices, table.columns);
  const texts = assignments.map(({ column, text }) => `${column.name} = ${text}`);
  return updating(table, {
    changesKey: assignments.some(({ column }) => table.key.includes(column)),
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
  const columns = movable(scene, table);
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
    changesKey: table.key.includes(target),
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

interface Updating extends Pick<Write, 'sql' | 'list' | 'changesKey'> {
  /** `undefined`: the row is not meant. */
  change(row: Row): Row | undefined;
}

function updating(table: Table, { change, ...parts }: Updating): Write {
  return {
    table,
    ...parts,
    changes: (read) => ({
      edits: read.flatMap((before) => {
        const after = change(before);
        return after === undefined ? [] : [{ before, after: stored(after) }];
      }),
      reasons: nothing,
    }),
  };
}

/**
 * Columns that may get another value in each row: unique ones are compared row by row, so that
 * whether a value is free depends on the order of the rows; but here rows leave their primary keys
 * all at once.
 */
function movable({ isCommon }: Scene, table: Table): readonly Column[] {
  const unique = [
    ...(isCommon ? table.key : []),
    ...table.uniques.flatMap(({ columns }) => columns),
    ...table.indexes.flatMap((index) => (index.unique ? columnsOf(index) : [])),
  ];
  const isFree = (column: Column) => {
    const computed = table.columns.filter(({ generated }) => generated?.from === column);
    return ![column, ...computed].some((one) => unique.includes(one));
  };
  return writable(table.columns).filter(isFree);
}

function someAssignment(scene: Scene, table: Table): Assignment {
  const { choices } = scene;
  const column = choices.pick(writable(table.columns));
  const kind = choices.below(4);
  if (kind === 0 || kind > 2 || !movable(scene, table).includes(column)) {
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

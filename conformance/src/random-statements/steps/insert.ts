import { rowsOf } from '../model/model.ts';
import type { Reason } from '../model/outcome.ts';
import { type Predicate, somePredicate } from '../model/predicate.ts';
import {
  type Column,
  defaultOf,
  fieldOf,
  fieldsOf,
  names,
  type Row,
  stored,
  writable,
} from '../model/row.ts';
import type { Table } from '../model/table.ts';
import type { Scope } from '../model/user.ts';
import { literal, someValueOrNull, type Value } from '../model/value.ts';
import { haveTwins, keyText, rowViolations, uniqueKeys } from '../model/violations.ts';
import type { Edit } from '../model/write-rows.ts';
import { placeOf, type Scene, type Step } from './scene.ts';
import { alone, listOf, type Write } from './write.ts';

/** ON CONFLICT. */
interface Conflict {
  /** Absent: any key. */
  readonly target: readonly Column[] | undefined;
  /** Absent: DO NOTHING. */
  readonly update: { readonly column: Column; readonly where: Predicate | undefined } | undefined;
}

export function insert(scene: Scene): Step {
  return alone(scene, someInsert(scene), scene.choices.rarely(4));
}

/** INSERT of some rows. */
export function someInsert(scene: Scene): Write {
  const { choices, model, isCommon } = scene;
  const table = choices.pick(model.tables);
  const given = writable(table.columns).filter(
    (column) => table.key.includes(column) || !choices.rarely(4),
  );
  const rows = choices.several(1, 4, () => given.map((column) => someGiven(scene, column)));
  const conflict = choices.rarely(4) ? someConflict(scene, table) : undefined;
  const written = conflict?.update !== undefined && isCommon ? rows.slice(0, 1) : rows;
  const tuples = written.map((values) => `(${values.map(givenText).join(', ')})`);
  const head = `INSERT INTO ${table.name} (${names(given)}) VALUES ${tuples.join(', ')}`;
  return inserting(table, {
    sql: `${head}${conflict === undefined ? '' : conflictText(conflict, table)}`,
    conflict,
    rows: () => written.map((values) => rowOf(table, given, values, placeOf(scene, table))),
  });
}

export function insertQuery(scene: Scene): Step | undefined {
  const write = someInsertQuery(scene);
  return write && alone(scene, write, scene.choices.rarely(6));
}

/** INSERT … SELECT of another table's rows. */
export function someInsertQuery(scene: Scene): Write | undefined {
  const { choices, model } = scene;
  const table = choices.pick(model.tables);
  const from = choices.pick(model.tables);
  // What a SHARED table gets from a USER table is not the same for all of SQLite's databases.
  if (table.kind === 'SHARED' && from.kind === 'USER') return undefined;
  const rows = () => rowsOf(model.contents, from, placeOf(scene, from));
  return insertFrom(scene, table, { name: from.name, columns: from.columns, rows });
}

/** Rows to insert from, under a name. */
export interface Source {
  readonly name: string;
  readonly columns: readonly Column[];
  rows(): readonly Row[];
}

/** INSERT … SELECT, if the source has something for the key. */
export function insertFrom(scene: Scene, table: Table, from: Source): Write | undefined {
  const { choices } = scene;
  const pairs = writable(table.columns).flatMap((column) => {
    const same = from.columns.filter(({ type }) => type === column.type);
    if (same.length === 0 || (!table.key.includes(column) && choices.rarely(3))) return [];
    return [{ column, source: choices.pick(same) }];
  });
  // In which order rows come, and draw values, is nowhere said.
  const needed = table.columns.filter(
    (column) => table.key.includes(column) || column.counter !== undefined,
  );
  if (!needed.every((column) => pairs.some((pair) => pair.column === column))) return undefined;
  const given = pairs.map(({ column }) => column);
  const sources = pairs.map(({ source }) => source);
  const where = somePredicate(choices, from.columns);
  return inserting(table, {
    sql: `INSERT INTO ${table.name} (${names(given)}) SELECT ${names(sources)} FROM ${from.name} WHERE ${where.text()}`,
    conflict: undefined,
    rows: () =>
      from
        .rows()
        .filter((row) => where.test(row) === true)
        .map((row) => rowOf(table, given, fieldsOf(row, sources), placeOf(scene, table))),
  });
}

interface Insertion {
  readonly sql: string;
  readonly conflict: Conflict | undefined;
  rows(): readonly Row[];
}

function inserting(table: Table, { sql, conflict, rows }: Insertion): Write {
  return {
    table,
    sql,
    list: listOf(table),
    changes(_, present) {
      const plan = new InsertPlan(table, present, conflict);
      for (const row of rows()) plan.add(row);
      plan.finish();
      return plan;
    },
  };
}

/** What an INSERT is about to do, one row after the other. */
class InsertPlan {
  readonly edits: Edit[] = [];
  readonly reasons = new Set<Reason>();
  readonly #table: Table;
  readonly #conflict: Conflict | undefined;
  readonly #present: Row[];

  constructor(table: Table, present: readonly Row[], conflict: Conflict | undefined) {
    this.#table = table;
    this.#present = [...present];
    this.#conflict = conflict;
  }

  add(row: Row): void {
    const broken = [...rowViolations(this.#table, row)];
    for (const reason of broken) this.reasons.add(reason);
    if (broken.length > 0) return;
    const conflict = this.#conflict;
    const other =
      conflict && this.#present.find((one) => areInConflict(this.#table, conflict, one, row));
    if (other !== undefined) {
      this.#resolve(row, other);
      return;
    }
    this.#present.push(row);
    this.edits.push({ after: row });
  }

  /** All that may be told of the rows as they would be. */
  finish(): void {
    if (this.reasons.size === 0) return;
    if (haveTwins(this.#table, this.#present)) this.reasons.add('unique');
  }

  #resolve(row: Row, other: Row): void {
    const update = this.#conflict?.update;
    if (update === undefined) return;
    if (this.edits.some(({ after }) => after === other)) this.reasons.add('row-twice');
    if (update.where !== undefined && update.where.test(other) !== true) return;
    const after = stored(new Map(other).set(update.column, fieldOf(row, update.column)));
    this.#present[this.#present.indexOf(other)] = after;
    this.edits.push({ before: other, after });
  }
}

function areInConflict(table: Table, { target }: Conflict, one: Row, other: Row): boolean {
  const keys =
    target === undefined ? uniqueKeys(table) : [(row: Row) => keyText(fieldsOf(row, target))];
  return keys.some((keyOf) => keyOf(one) !== undefined && keyOf(one) === keyOf(other));
}

function someConflict({ choices }: Scene, table: Table): Conflict {
  const keys = [table.key, ...table.uniques.map(({ columns }) => columns)];
  const updatable = writable(table.columns).filter((column) => !table.key.includes(column));
  if (choices.rarely(2) && updatable.length > 0) {
    const where = choices.rarely(3) ? somePredicate(choices, table.columns) : undefined;
    return { target: choices.pick(keys), update: { column: choices.pick(updatable), where } };
  }
  return { target: choices.rarely(2) ? choices.pick(keys) : undefined, update: undefined };
}

function conflictText({ target, update }: Conflict, { name }: Table): string {
  const columns = target === undefined ? '' : ` (${names(target)})`;
  if (update === undefined) return ` ON CONFLICT${columns} DO NOTHING`;
  const where = update.where === undefined ? '' : ` WHERE ${update.where.text(`${name}.`)}`;
  const { name: column } = update.column;
  return ` ON CONFLICT${columns} DO UPDATE SET ${column} = EXCLUDED.${column}${where}`;
}

/** `undefined`: the keyword DEFAULT. */
function someGiven({ choices, isCommon }: Scene, column: Column): Value | undefined {
  if (!isCommon && choices.rarely(12)) return undefined;
  return someValueOrNull(choices, column.type);
}

function givenText(value: Value | undefined): string {
  return value === undefined ? 'DEFAULT' : literal(value);
}

function rowOf(
  table: Table,
  given: readonly Column[],
  values: readonly (Value | undefined)[],
  scope: Scope,
): Row {
  const fields = table.columns.map((column) => {
    const value = values[given.indexOf(column)];
    return [column, value === undefined ? defaultOf(column, scope) : value] as const;
  });
  return stored(new Map(fields));
}

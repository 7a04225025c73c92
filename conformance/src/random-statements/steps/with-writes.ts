import { type Contents, rowsOf } from '../model/model.ts';
import type { Outcome, Reason } from '../model/outcome.ts';
import { fieldOf, fieldsOf, names, type Row } from '../model/row.ts';
import type { Scope } from '../model/user.ts';
import { comparable } from '../model/value.ts';
import { haveTwins, rowViolations } from '../model/violations.ts';
import { apply, type Edit, type PlacedEdit, writeAll } from '../model/write-rows.ts';
import { someDelete } from './delete.ts';
import { insertFrom, someInsert, someInsertQuery } from './insert.ts';
import { placeOf, type Scene, type Step } from './scene.ts';
import { someUpdate, someUpdateFrom } from './update.ts';
import { returnedRows, returningText, type Write } from './write.ts';

/** A member of WITH. */
interface Part {
  readonly name: string;
  readonly write: Write;
  readonly returns: boolean;
  /** The rows that it has returned, once it is done. */
  returned: readonly Row[];
}

/**
 * WITH of some writes before another one or a SELECT of what one of them returns: all read the rows
 * as they were, and write in their order.
 */
export function withWrites(scene: Scene): Step | undefined {
  const { choices } = scene;
  if (scene.isCommon) return undefined;
  const parts: Part[] = [];
  for (const name of ['p', 'q', 'r'].slice(0, 1 + choices.below(3))) {
    const write = someWrite(scene, parts);
    if (write === undefined) return undefined;
    parts.push({
      name,
      write,
      returns: write.list !== undefined && !choices.rarely(4),
      returned: [],
    });
  }
  const readable = parts.filter(({ returns }) => returns);
  const read = readable.length > 0 && choices.rarely(2) ? choices.pick(readable) : undefined;
  const main = read === undefined ? someWrite(scene, parts) : undefined;
  if (read === undefined && main === undefined) return undefined;
  return main === undefined
    ? selecting(scene, parts, read as Part)
    : writing(scene, parts, { name: '', write: main, returns: choices.rarely(3), returned: [] });
}

/** A write that may read what those before it return. */
function someWrite(scene: Scene, before: readonly Part[]): Write | undefined {
  const { choices, model } = scene;
  const readable = before.filter(({ returns }) => returns);
  if (readable.length > 0 && !choices.rarely(3)) {
    const from = choices.pick(readable);
    const table = choices.pick(model.tables);
    const { columns } = from.write.table;
    return insertFrom(scene, table, { name: from.name, columns, rows: () => from.returned });
  }
  return choices.pick([someInsert, someInsertQuery, someUpdate, someUpdateFrom, someDelete])(scene);
}

function selecting(scene: Scene, parts: readonly Part[], read: Part): Step {
  const { columns } = read.write.table;
  return {
    sql: `${withText(parts)} SELECT ${names(columns)} FROM ${read.name}`,
    scope: scene.user,
    run(): Outcome {
      const reasons = writeParts(scene, parts);
      if (reasons.size > 0) return { reasons };
      return { rows: read.returned.map((row) => fieldsOf(row, columns)) };
    },
  };
}

function writing(scene: Scene, parts: readonly Part[], main: Part): Step {
  const { columns } = main.write.table;
  const returning = main.returns && main.write.list !== undefined;
  return {
    sql: `${withText(parts)} ${returning ? returningText(main.write) : main.write.sql}`,
    scope: scene.user,
    run(): Outcome {
      const reasons = writeParts(scene, [...parts, main]);
      if (reasons.size > 0) return { reasons };
      const rows = main.returned.map((row) => fieldsOf(row, columns));
      return { count: rows.length, rows: returning ? rows : undefined };
    },
  };
}

function withText(parts: readonly Part[]): string {
  const texts = parts.map(
    ({ name, write, returns }) => `${name} AS (${returns ? returningText(write) : write.sql})`,
  );
  return `WITH ${texts.join(', ')}`;
}

/** Do what the parts say, if all constraints hold; else nothing changes. */
function writeParts(scene: Scene, parts: readonly Part[]): ReadonlySet<Reason> {
  const { model } = scene;
  const contents: Contents = new Map(model.contents);
  const touched = new Set<Row>();
  const all: PlacedEdit[] = [];
  for (const [place, part] of parts.entries()) {
    const { write } = part;
    const scope = placeOf(scene, write.table);
    const read = rowsOf(model.contents, write.table, scope);
    const { edits, reasons } = write.changes(read, rowsOf(contents, write.table, scope));
    if (isTouched(touched, edits)) return new Set([...reasons, 'row-twice']);
    const made = edits
      .filter(isChange)
      .map((edit) => ({ ...edit, table: write.table, scope, part: place + 1 }));
    for (const edit of made) apply(contents, edit);
    const broken = new Set([...reasons, ...brokenBy(contents, write, scope, edits)]);
    if (broken.size > 0) return broken;
    for (const { before, after } of made)
      for (const row of [before, after]) row && touched.add(row);
    all.push(...made);
    part.returned = returnedRows(edits);
  }
  return writeAll(model, all);
}

function isTouched(touched: ReadonlySet<Row>, edits: readonly Edit[]): boolean {
  return edits.some(({ before }) => before !== undefined && touched.has(before));
}

/** A row that stays as it is may be changed by another part. */
function isChange({ before, after }: Edit): boolean {
  if (before === undefined || after === undefined) return true;
  return [...after].some(([column, value]) => {
    return comparable(value) !== comparable(fieldOf(before, column));
  });
}

/** What a part alone is refused for; foreign keys are looked at when all are done. */
function brokenBy(
  contents: Contents,
  { table }: Write,
  scope: Scope,
  edits: readonly Edit[],
): readonly Reason[] {
  const rows = edits.flatMap(({ after }) => (after === undefined ? [] : [after]));
  const own = rows.flatMap((row) => [...rowViolations(table, row)]);
  return haveTwins(table, rowsOf(contents, table, scope)) ? [...own, 'unique'] : own;
}

import { type Contents, type Model, rowsOf, scopesOf, setRows } from './model.ts';
import type { Reason } from './outcome.ts';
import { fieldOf, type Row, stored } from './row.ts';
import type { Action, Reference, Table } from './table.ts';
import type { Scope } from './user.ts';
import { hasParent, violations } from './violations.ts';

/** A row that is inserted (no `before`), changed, or deleted (no `after`). */
export interface Edit {
  readonly before?: Row | undefined;
  readonly after?: Row | undefined;
}

export interface PlacedEdit extends Edit {
  readonly table: Table;
  readonly scope: Scope;
  /** Which part of a statement of several it is of. */
  readonly part?: number | undefined;
  /** The foreign key that it follows from. */
  readonly cause?: Reference | undefined;
}

/**
 * Make a statement's changes and what follows from them by foreign keys, if all constraints hold in
 * the end; else nothing changes, and what does not hold is given.
 */
export function writeRows(
  model: Model,
  table: Table,
  scope: Scope,
  edits: readonly Edit[],
): ReadonlySet<Reason> {
  return writeAll(
    model,
    edits.map((edit) => ({ ...edit, table, scope })),
  );
}

/** The same for rows of several tables. */
export function writeAll(model: Model, edits: readonly PlacedEdit[]): ReadonlySet<Reason> {
  const contents = new Map(model.contents);
  const made = [...edits];
  const reasons = new Set<Reason>();
  for (const edit of made) apply(contents, edit);
  for (const edit of made) {
    for (const orphans of orphansOf(model, contents, edit)) {
      if (mustNotBe(contents, edits, edit, orphans)) reasons.add('reference');
      for (const next of follow(made, edit, orphans)) {
        apply(contents, next);
        made.push(next);
      }
    }
  }
  for (const reason of violations(model, contents)) reasons.add(reason);
  if (reasons.size === 0) model.contents = contents;
  return reasons;
}

/** Make one change, and nothing of what follows from it. */
export function apply(contents: Contents, { table, scope, before, after }: PlacedEdit): void {
  const rows = rowsOf(contents, table, scope);
  const added = after === undefined ? [] : [after];
  const changed =
    before === undefined
      ? [...rows, ...added]
      : rows.flatMap((row) => (row === before ? added : [row]));
  setRows(contents, table, scope, changed);
}

/** Rows of one place that reference a key which a change takes away. */
interface Orphans {
  readonly table: Table;
  readonly scope: Scope;
  readonly reference: Reference;
  readonly action: Action;
  readonly rows: readonly Row[];
}

function orphansOf({ tables }: Model, contents: Contents, edit: PlacedEdit): readonly Orphans[] {
  return tables.flatMap((table) =>
    table.references
      .filter((reference) => reference.target === edit.table && isLost(reference, edit))
      .flatMap((reference) => placesOf(table, edit).map((scope) => ({ table, scope, reference })))
      .map(({ scope, reference }): Orphans => {
        const { column, targetColumn, onDelete, onUpdate } = reference;
        const action = edit.after === undefined ? onDelete : onUpdate;
        const key = fieldOf(edit.before as Row, targetColumn);
        const rows = rowsOf(contents, table, scope).filter((row) => fieldOf(row, column) === key);
        return { table, scope, reference, action, rows };
      }),
  );
}

function isLost({ targetColumn }: Reference, { before, after }: PlacedEdit): boolean {
  const key = before === undefined ? null : fieldOf(before, targetColumn);
  return key !== null && key !== (after === undefined ? null : fieldOf(after, targetColumn));
}

function placesOf(child: Table, { scope }: PlacedEdit): readonly Scope[] {
  return scopesOf(child).filter((one) => scope === 'all' || one === scope);
}

/** Whether the rows refuse the change, before any action. */
function mustNotBe(
  contents: Contents,
  edits: readonly PlacedEdit[],
  edit: PlacedEdit,
  orphans: Orphans,
): boolean {
  if (orphans.rows.length === 0) return false;
  // Whoever has the key then.
  return orphans.action === 'RESTRICT' || isReferenced(contents, edits, edit, orphans);
}

/** Whether a part before the one that takes a key away, for good, has made a row reference it. */
function isReferenced(
  contents: Contents,
  edits: readonly PlacedEdit[],
  { part = 0, before }: PlacedEdit,
  { reference, table, scope, rows }: Orphans,
): boolean {
  const { column, targetColumn } = reference;
  const key = fieldOf(before as Row, targetColumn);
  const made = edits.some(
    (edit) =>
      edit.table === table &&
      edit.scope === scope &&
      (edit.part ?? 0) < part &&
      edit.after !== undefined &&
      fieldOf(edit.after, column) === key &&
      (edit.before === undefined || fieldOf(edit.before, column) !== key),
  );
  return made && rows.some((row) => !hasParent(contents, reference, scope, row));
}

/** What a foreign key makes of the rows; NO ACTION and RESTRICT leave them. */
function follow(
  made: readonly PlacedEdit[],
  { after }: PlacedEdit,
  { table, scope, reference, action, rows }: Orphans,
): readonly PlacedEdit[] {
  if (action === 'NO ACTION' || action === 'RESTRICT') return [];
  const { column, targetColumn } = reference;
  // Rows that another change of the same statement has moved here meant that one.
  const moved = new Set(made.filter(({ cause }) => cause === reference).map((one) => one.after));
  return rows
    .filter((row) => !moved.has(row))
    .map((row): PlacedEdit => {
      const next = { table, scope, before: row, cause: reference };
      if (action === 'CASCADE' && after === undefined) return next;
      const key = after === undefined ? null : fieldOf(after, targetColumn);
      const value = { CASCADE: key, 'SET NULL': null, 'SET DEFAULT': column.default }[action];
      return { ...next, after: stored(new Map(row).set(column, value)) };
    });
}

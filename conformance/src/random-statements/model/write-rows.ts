import { type Contents, type Model, rowsOf, type Scope, scopesOf, setRows } from './model.ts';
import type { Reason } from './outcome.ts';
import { fieldOf, type Row } from './row.ts';
import type { Reference, Table } from './table.ts';
import { violations } from './violations.ts';

/** A row that is inserted (no `before`), changed, or deleted (no `after`). */
export interface Edit {
  readonly before?: Row | undefined;
  readonly after?: Row | undefined;
}

interface PlacedEdit extends Edit {
  readonly table: Table;
  readonly scope: Scope;
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
  const contents = new Map(model.contents);
  const made: PlacedEdit[] = edits.map((edit) => ({ ...edit, table, scope }));
  for (const edit of made) apply(contents, edit);
  for (const edit of made) {
    for (const next of consequences(model, contents, made, edit)) {
      apply(contents, next);
      made.push(next);
    }
  }
  const reasons = violations(model, contents);
  if (reasons.size === 0) model.contents = contents;
  return reasons;
}

function apply(contents: Contents, { table, scope, before, after }: PlacedEdit): void {
  const rows = rowsOf(contents, table, scope);
  const added = after === undefined ? [] : [after];
  const changed =
    before === undefined
      ? [...rows, ...added]
      : rows.flatMap((row) => (row === before ? added : [row]));
  setRows(contents, table, scope, changed);
}

function consequences(
  { tables }: Model,
  contents: Contents,
  made: readonly PlacedEdit[],
  edit: PlacedEdit,
): readonly PlacedEdit[] {
  return tables.flatMap((child) =>
    child.references
      .filter(({ target }) => target === edit.table)
      .flatMap((reference) => follow(contents, made, edit, child, reference)),
  );
}

function follow(
  contents: Contents,
  made: readonly PlacedEdit[],
  { before, after, scope }: PlacedEdit,
  child: Table,
  reference: Reference,
): readonly PlacedEdit[] {
  const { column, targetColumn, onDelete, onUpdate } = reference;
  const was = before === undefined ? null : fieldOf(before, targetColumn);
  const is = after === undefined ? null : fieldOf(after, targetColumn);
  const action = after === undefined ? onDelete : onUpdate;
  if (was === null || was === is || action === 'NO ACTION' || action === 'RESTRICT') return [];
  // Rows that another change of the same statement has moved here meant that one.
  const moved = new Set(made.filter(({ cause }) => cause === reference).map((one) => one.after));
  const scopes = scopesOf(child).filter((one) => scope === 'all' || one === scope);
  return scopes.flatMap((place) =>
    rowsOf(contents, child, place)
      .filter((row) => fieldOf(row, column) === was && !moved.has(row))
      .map((row): PlacedEdit => {
        const next = { table: child, scope: place, before: row, cause: reference };
        if (action === 'CASCADE' && after === undefined) return next;
        const value = { CASCADE: is, 'SET NULL': null, 'SET DEFAULT': column.default }[action];
        return { ...next, after: new Map(row).set(column, value) };
      }),
  );
}

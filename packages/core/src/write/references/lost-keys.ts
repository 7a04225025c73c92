import { type ForeignKeyLink, keyOfEnd } from './foreign-key-link.ts';
import type { RecordedChange } from './recording-staging.ts';
import { type ColumnValues, nameOf } from './row-access.ts';

/** A key that no row has any more. */
export interface LostKey {
  readonly values: ColumnValues;
  /** What its row has now; `undefined`: the row is gone, `null` in it: a NULL is. */
  readonly next: readonly ColumnValues['values'][number][] | undefined;
  /** Of the change by which it was lost. */
  readonly part: number;
}

/** The keys that changed rows have lost, by scope, then by name. */
export function lostKeys(
  { parent }: ForeignKeyLink,
  changes: readonly RecordedChange[],
): ReadonlyMap<string, ReadonlyMap<string, LostKey>> {
  const scopes = new Map<string, Map<string, LostKey>>();
  for (const { part, scope, kind, before, after, moved } of changes) {
    const values = before && keyOfEnd(parent, before);
    if (values === undefined) continue;
    const name = nameOf(values);
    const row = kind === 'delete' ? moved : after;
    const present = row && keyOfEnd(parent, row);
    if (present !== undefined && nameOf(present) === name) continue;
    const next = row && parent.columns.map((column) => row[column] ?? null);
    const keys = scopes.get(scope) ?? new Map<string, LostKey>();
    scopes.set(scope, keys.set(name, { values, next, part }));
  }
  return scopes;
}

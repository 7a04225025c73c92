import type { ForeignKeyLink } from './foreign-key-link.ts';
import { accessError, type ColumnValues, nameOf } from './row-access.ts';

/** A key that is to be looked at when all is staged. */
export interface DueKey extends ColumnValues {
  /** Of the change because of which: the first of several. */
  readonly part: number;
}

/** Those of rows of one scope. */
export interface DueKeys {
  readonly link: ForeignKeyLink;
  readonly scope: string;
  readonly keys: Map<string, DueKey>;
}

/** Those of a foreign key and scope; none at first. */
export function dueKeys(due: Map<string, DueKeys>, link: ForeignKeyLink, scope: string): DueKeys {
  const name = dueName(link, scope);
  const known = due.get(name) ?? { link, scope, keys: new Map<string, DueKey>() };
  due.set(name, known);
  return known;
}

/** Names a foreign key and a scope. */
export function dueName({ child, record }: ForeignKeyLink, scope: string): string {
  return `${child.table.definition.id} ${record.name} ${scope}`;
}

/**
 * Look at a key in the end because of a change. CORE_VALUE_TOO_LARGE for one that is too long to be
 * referenced.
 */
export function noteKey(
  { link, keys }: DueKeys,
  { types, values }: ColumnValues,
  { part }: { readonly part: number },
): void {
  const name = keyName(link, { types, values });
  if (!keys.has(name)) keys.set(name, { types, values, part });
}

function keyName({ parent }: ForeignKeyLink, values: ColumnValues): string {
  try {
    return nameOf(values);
  } catch (error) {
    throw accessError(error, parent.access, parent.table);
  }
}

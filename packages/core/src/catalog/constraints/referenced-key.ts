import type { TableDefinition, UniqueRecord } from '../table-definition.ts';

/**
 * What keeps two rows of a table from having the same values in `columns` (ids, in any order): its
 * primary key or a UNIQUE constraint. `undefined`: nothing does.
 */
export function referencedKey(
  { primaryKey, uniques = [] }: Pick<TableDefinition, 'primaryKey' | 'uniques'>,
  columns: readonly number[],
): 'primary' | UniqueRecord | undefined {
  if (isSameSet(primaryKey, columns)) return 'primary';
  return uniques.find((unique) => isSameSet(unique.columns, columns));
}

function isSameSet(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}

import type { Value } from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';

/** A row of all user columns, longer ones too, with the values of its generated columns. */
export function generateValues(
  { generated }: StoredTable,
  row: readonly Value[],
): readonly Value[] {
  if (generated.length === 0) return row;
  const values = row.slice();
  for (const { column, evaluate } of generated) values[column] = evaluate(row);
  return values;
}

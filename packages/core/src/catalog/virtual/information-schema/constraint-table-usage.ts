import { constraintColumns, tableColumns } from './constraint-columns.ts';
import { type DescribedConstraint, describedConstraints } from './described-constraints.ts';
import { defineStandardTable } from './standard-table.ts';

export const constraintTableUsage = defineStandardTable({
  name: 'constraint_table_usage',
  objects: (visible) =>
    describedConstraints(visible).flatMap((constraint) =>
      usedTables(constraint).map((table) => ({ constraint, table })),
    ),
  columns: [...tableColumns, ...constraintColumns],
});

/** A key uses its table, a FOREIGN KEY the one that it references; a CHECK is about rows. */
function usedTables({ type, table, reference }: DescribedConstraint) {
  if (type === 'CHECK') return [];
  if (reference === undefined) return [table];
  return reference.key === undefined ? [] : [reference.key.table];
}

import { constraintColumns, tableColumns } from './constraint-columns.ts';
import { type DescribedConstraint, describedConstraints } from './described-constraints.ts';
import { defineStandardTable } from './standard-table.ts';

export const constraintColumnUsage = defineStandardTable({
  name: 'constraint_column_usage',
  objects: (visible) =>
    describedConstraints(visible).flatMap((constraint) => {
      const { table, columns } = usedColumns(constraint);
      return columns.map((column) => ({ constraint, table, column }));
    }),
  columns: [...tableColumns, ['column_name', 'text', ({ column }) => column], ...constraintColumns],
});

/** A FOREIGN KEY uses what it references. */
function usedColumns({ table, columns, reference }: DescribedConstraint) {
  if (reference === undefined) return { table, columns };
  return reference.key ?? { table, columns: [] };
}

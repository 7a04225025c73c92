import { constraintColumns, tableColumns } from './constraint-columns.ts';
import { describedConstraints } from './described-constraints.ts';
import { defineStandardTable } from './standard-table.ts';

export const constraintColumnUsage = defineStandardTable({
  name: 'constraint_column_usage',
  objects: (visible) =>
    describedConstraints(visible).flatMap((constraint) =>
      constraint.columns.map((column) => ({ constraint, column })),
    ),
  columns: [...tableColumns, ['column_name', 'text', ({ column }) => column], ...constraintColumns],
});

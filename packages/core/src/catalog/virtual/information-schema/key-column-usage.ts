import { constraintColumns, tableColumns } from './constraint-columns.ts';
import { describedConstraints } from './described-constraints.ts';
import { defineStandardTable } from './standard-table.ts';

export const keyColumnUsage = defineStandardTable({
  name: 'key_column_usage',
  objects: (visible) =>
    describedConstraints(visible)
      .filter(({ type }) => type !== 'CHECK')
      .flatMap((constraint) =>
        constraint.columns.map((column, index) => ({
          constraint,
          table: constraint.table,
          column,
          position: index + 1,
          referenced: constraint.reference?.key?.positions[index],
        })),
      ),
  columns: [
    ...constraintColumns,
    ...tableColumns,
    ['column_name', 'text', ({ column }) => column],
    ['ordinal_position', 'int', ({ position }) => position],
    ['position_in_unique_constraint', 'int?', ({ referenced }) => referenced ?? null],
  ],
});

import { constraintColumns, tableColumns } from './constraint-columns.ts';
import { describedConstraints, notNullConstraints } from './described-constraints.ts';
import { constantColumn, defineStandardTable, yesOrNo } from './standard-table.ts';

export const tableConstraints = defineStandardTable({
  name: 'table_constraints',
  objects: (visible) =>
    [...describedConstraints(visible), ...notNullConstraints(visible)].map((constraint) => ({
      constraint,
      table: constraint.table,
    })),
  columns: [
    ...constraintColumns,
    ...tableColumns,
    ['constraint_type', 'text', ({ constraint }) => constraint.type],
    constantColumn('is_deferrable', 'NO'),
    constantColumn('initially_deferred', 'NO'),
    constantColumn('enforced', 'YES'),
    [
      'nulls_distinct',
      'text?',
      ({ constraint: { nullsDistinct } }) =>
        nullsDistinct === undefined ? null : yesOrNo(nullsDistinct),
    ],
  ],
});

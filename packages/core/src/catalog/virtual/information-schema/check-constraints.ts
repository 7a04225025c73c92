import { constraintColumns } from './constraint-columns.ts';
import { describedConstraints, notNullConstraints } from './described-constraints.ts';
import { defineStandardTable } from './standard-table.ts';

export const checkConstraints = defineStandardTable({
  name: 'check_constraints',
  objects: (visible) =>
    [...describedConstraints(visible), ...notNullConstraints(visible)].flatMap((constraint) => {
      const { table, clause } = constraint;
      return clause === undefined ? [] : [{ constraint, table, clause }];
    }),
  columns: [...constraintColumns, ['check_clause', 'text', ({ clause }) => clause]],
});

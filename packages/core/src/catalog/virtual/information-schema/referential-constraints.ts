import { DATABASE_NAME, type ReferentialAction } from '@kalamdb/sql';
import { constraintColumns } from './constraint-columns.ts';
import { describedConstraints } from './described-constraints.ts';
import { constantColumn, defineStandardTable } from './standard-table.ts';

export const referentialConstraints = defineStandardTable({
  name: 'referential_constraints',
  objects: (visible) =>
    describedConstraints(visible).flatMap((constraint) => {
      const { table, reference } = constraint;
      return reference === undefined ? [] : [{ constraint, table, reference, key: reference.key }];
    }),
  columns: [
    ...constraintColumns,
    ['unique_constraint_catalog', 'text?', ({ key }) => (key === undefined ? null : DATABASE_NAME)],
    ['unique_constraint_schema', 'text?', ({ key }) => key?.table.namespace ?? null],
    ['unique_constraint_name', 'text?', ({ key }) => key?.name ?? null],
    constantColumn('match_option', 'NONE'),
    ['update_rule', 'text', ({ reference }) => ruleText(reference.onUpdate)],
    ['delete_rule', 'text', ({ reference }) => ruleText(reference.onDelete)],
  ],
});

function ruleText(action: ReferentialAction): string {
  return action.replace('-', ' ').toUpperCase();
}

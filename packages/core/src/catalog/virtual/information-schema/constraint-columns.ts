import type { VirtualColumn } from '../virtual-table.ts';
import type { DescribedConstraint } from './described-constraints.ts';
import { catalogColumn } from './standard-table.ts';

/** What a row about a constraint is of. */
interface OfConstraint {
  readonly constraint: DescribedConstraint;
}

/** The columns that name a constraint. */
export const constraintColumns: readonly VirtualColumn<OfConstraint>[] = [
  catalogColumn('constraint_catalog'),
  ['constraint_schema', 'text', ({ constraint }) => constraint.table.namespace],
  ['constraint_name', 'text', ({ constraint }) => constraint.name],
];

/** The columns that name its table. */
export const tableColumns: readonly VirtualColumn<OfConstraint>[] = [
  catalogColumn('table_catalog'),
  ['table_schema', 'text', ({ constraint }) => constraint.table.namespace],
  ['table_name', 'text', ({ constraint }) => constraint.table.name],
];

import type { TableDefinition } from '../../table-definition.ts';
import type { VirtualColumn } from '../virtual-table.ts';
import type { DescribedConstraint } from './described-constraints.ts';
import { catalogColumn } from './standard-table.ts';

/** A constraint, and the table that a row is about: its own or one that it uses. */
interface ConstraintRow {
  readonly constraint: DescribedConstraint;
  readonly table: TableDefinition;
}

/** The columns that name a constraint. */
export const constraintColumns: readonly VirtualColumn<ConstraintRow>[] = [
  catalogColumn('constraint_catalog'),
  ['constraint_schema', 'text', ({ constraint }) => constraint.table.namespace],
  ['constraint_name', 'text', ({ constraint }) => constraint.name],
];

/** The columns that name a table. */
export const tableColumns: readonly VirtualColumn<ConstraintRow>[] = [
  catalogColumn('table_catalog'),
  ['table_schema', 'text', ({ table }) => table.namespace],
  ['table_name', 'text', ({ table }) => table.name],
];

import { catalogName } from './information-schema/catalog-name.ts';
import { checkConstraints } from './information-schema/check-constraints.ts';
import { columns as standardColumns } from './information-schema/columns.ts';
import { constraintColumnUsage } from './information-schema/constraint-column-usage.ts';
import { constraintTableUsage } from './information-schema/constraint-table-usage.ts';
import { keyColumnUsage } from './information-schema/key-column-usage.ts';
import { parameters } from './information-schema/parameters.ts';
import { referentialConstraints } from './information-schema/referential-constraints.ts';
import { routines } from './information-schema/routines.ts';
import { schemata } from './information-schema/schemata.ts';
import { sequences as standardSequences } from './information-schema/sequences.ts';
import { tableConstraints } from './information-schema/table-constraints.ts';
import { tables as standardTables } from './information-schema/tables.ts';
import { viewTableUsage } from './information-schema/view-table-usage.ts';
import { views as standardViews } from './information-schema/views.ts';
import { columnVersions } from './system/column-versions.ts';
import { columns } from './system/columns.ts';
import { constraints } from './system/constraints.ts';
import { functions } from './system/functions.ts';
import { indexes } from './system/indexes.ts';
import { namespaces } from './system/namespaces.ts';
import { schemas } from './system/schemas.ts';
import { sequences } from './system/sequences.ts';
import { tables } from './system/tables.ts';
import { transactions } from './system/transactions.ts';
import { users } from './system/users.ts';
import { views } from './system/views.ts';
import type { VirtualTableMaker } from './virtual-table.ts';

/** Every virtual table of a database. A new one is a file, and a line here. */
export const allVirtualTables: readonly VirtualTableMaker[] = [
  namespaces,
  tables,
  columns,
  users,
  views,
  functions,
  indexes,
  schemas,
  columnVersions,
  constraints,
  schemata,
  standardTables,
  standardColumns,
  standardViews,
  tableConstraints,
  checkConstraints,
  referentialConstraints,
  keyColumnUsage,
  constraintColumnUsage,
  routines,
  transactions,
  sequences,
  standardSequences,
  parameters,
  catalogName,
  constraintTableUsage,
  viewTableUsage,
];

import { columnVersions } from './system/column-versions.ts';
import { columns } from './system/columns.ts';
import { functions } from './system/functions.ts';
import { indexes } from './system/indexes.ts';
import { namespaces } from './system/namespaces.ts';
import { schemas } from './system/schemas.ts';
import { tables } from './system/tables.ts';
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
];

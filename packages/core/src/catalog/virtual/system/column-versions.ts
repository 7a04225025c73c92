import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { schemaVersions } from '../schema-versions.ts';
import { defineVirtualTable } from '../virtual-table.ts';
import { columnRows, columnsOfColumns } from './column-rows.ts';

/** The columns of every version of every stored table. Comments are those of today. */
export const columnVersions = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'column_versions',
  access: 'dba',
  async *objects(visible) {
    for await (const versions of schemaVersions(visible)) {
      yield versions.flatMap(({ table }) => columnRows(table, visible));
    }
  },
  columns: columnsOfColumns,
});

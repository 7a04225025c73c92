import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable } from '../virtual-table.ts';
import { columnRows, columnsOfColumns } from './column-rows.ts';

export const columns = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'columns',
  access: 'dba',
  objects: (visible) => visible.relations().flatMap((table) => columnRows(table, visible)),
  columns: columnsOfColumns,
});

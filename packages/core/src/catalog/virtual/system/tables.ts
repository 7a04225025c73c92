import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable } from '../virtual-table.ts';

export const tables = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'tables',
  access: 'dba',
  objects: (visible) =>
    visible.tables().map((table) => ({ table, comment: visible.comment(table.commentKey) })),
  columns: [
    ['namespace_id', 'text', ({ table }) => table.namespace],
    ['table_name', 'text', ({ table }) => table.name],
    ['table_type', 'text', ({ table }) => table.kind],
    ['storage_id', 'text?', ({ table }) => table.storageId],
    ['version', 'bigint', ({ table }) => BigInt(table.version)],
    ['options', 'text?', ({ table }) => table.options],
    ['comment', 'text?', ({ comment }) => comment],
    ['updated_at', 'timestamp', ({ table }) => table.updatedAt],
    ['created_at', 'timestamp', ({ table }) => table.createdAt],
  ],
});

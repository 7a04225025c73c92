import { commentKeys } from '../../comments.ts';
import { indexText } from '../../index-text.ts';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable } from '../virtual-table.ts';

export const indexes = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'indexes',
  access: 'dba',
  objects: (visible) =>
    visible.indexes().map((index) => ({
      ...index,
      comment: visible.comment(commentKeys.index(index.record.id)),
    })),
  columns: [
    ['namespace_id', 'text', ({ record }) => record.namespace],
    ['table_name', 'text', ({ table }) => table.name],
    ['index_name', 'text', ({ record }) => record.name],
    ['is_unique', 'boolean', ({ record }) => record.unique],
    ['state', 'text', ({ record }) => record.state],
    ['definition', 'text', ({ record, table }) => indexText(record, table.name)],
    ['created_at', 'timestamp', ({ record }) => BigInt(record.createdAt)],
    ['comment', 'text?', ({ comment }) => comment],
  ],
});

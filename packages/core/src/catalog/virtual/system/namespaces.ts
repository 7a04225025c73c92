import { commentKeys } from '../../comments.ts';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { jsonValue } from '../json-value.ts';
import { defineVirtualTable } from '../virtual-table.ts';

export const namespaces = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'namespaces',
  access: 'dba',
  objects: (visible) =>
    visible.namespaces().map((record) => ({
      record,
      tableCount: visible.tableCount(record.name),
      comment: visible.comment(commentKeys.namespace(record.name)),
    })),
  columns: [
    ['namespace_id', 'text', ({ record }) => record.name],
    ['name', 'text', ({ record }) => record.name],
    ['created_at', 'timestamp', ({ record }) => BigInt(record.createdAt)],
    [
      'options',
      'json?',
      ({ record: { options } }) =>
        options === undefined ? null : jsonValue(JSON.stringify(options)),
    ],
    ['table_count', 'int', ({ tableCount }) => tableCount],
    ['comment', 'text?', ({ comment }) => comment],
  ],
});

import { commentKeys } from '../../comments.ts';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable } from '../virtual-table.ts';

export const views = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'views',
  access: 'dba',
  objects: (visible) =>
    visible
      .views()
      .map(({ record }) => ({ view: record, comment: visible.comment(commentKeys.view(record)) })),
  columns: [
    ['namespace_id', 'text', ({ view }) => view.namespace],
    ['view_name', 'text', ({ view }) => view.name],
    ['definition', 'text', ({ view }) => view.text],
    ['definition_namespace', 'text', ({ view }) => view.queryNamespace],
    ['created_by', 'text', ({ view }) => view.createdBy],
    ['created_at', 'timestamp', ({ view }) => BigInt(view.createdAt)],
    ['updated_at', 'timestamp', ({ view }) => BigInt(view.updatedAt)],
    ['comment', 'text?', ({ comment }) => comment],
  ],
});

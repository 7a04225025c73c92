import { commentKeys } from '../../comments.ts';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import { defineVirtualTable } from '../virtual-table.ts';

export const sequences = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'sequences',
  access: 'dba',
  objects: (visible) =>
    visible.sequences().map((sequence) => ({
      ...sequence,
      comment: visible.comment(commentKeys.sequence(sequence.record.id)),
    })),
  columns: [
    ['namespace_id', 'text', ({ record }) => record.namespace],
    ['sequence_name', 'text', ({ record }) => record.name],
    ['data_type', 'text', ({ record }) => record.type],
    ['start_value', 'bigint', ({ record }) => record.start],
    ['minimum_value', 'bigint', ({ record }) => record.minimum],
    ['maximum_value', 'bigint', ({ record }) => record.maximum],
    ['increment', 'bigint', ({ record }) => record.increment],
    ['cycles', 'boolean', ({ record }) => record.cycle],
    ['cache', 'bigint', ({ record }) => record.cache],
    ['per_user', 'boolean', ({ record }) => record.perUser],
    ['last_value', 'bigint?', ({ state }) => (state.isCalled ? state.last : null)],
    ['table_name', 'text?', ({ table }) => table?.name ?? null],
    ['column_name', 'text?', ({ column }) => column ?? null],
    ['created_at', 'timestamp', ({ record }) => BigInt(record.createdAt)],
    ['comment', 'text?', ({ comment }) => comment],
  ],
});

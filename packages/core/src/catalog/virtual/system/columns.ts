import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import {
  describeSystemTable,
  describeTable,
  describeView,
  type TableDescription,
} from '../../table-description.ts';
import { defineVirtualTable, nothing } from '../virtual-table.ts';

export const columns = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'columns',
  access: 'dba',
  objects: (visible) =>
    [
      ...visible.tables().map(describeTable),
      ...visible.systemTables().map(describeSystemTable),
      ...visible.views().map(describeView),
    ].flatMap(columnsOf),
  columns: [
    ['namespace_id', 'text', ({ table }) => table.namespace],
    ['table_name', 'text', ({ table }) => table.name],
    ['version', 'bigint', ({ table }) => BigInt(table.version)],
    ['column_id', 'bigint', ({ column }) => BigInt(column.id)],
    ['column_name', 'text', ({ column }) => column.name],
    ['comment', 'text?', nothing],
    ['data_type', 'text', ({ column }) => column.type],
    ['default_value', 'text?', ({ column }) => column.defaultText ?? null],
    ['ordinal', 'bigint', ({ ordinal }) => BigInt(ordinal)],
    ['nullable', 'boolean', ({ column }) => column.nullable],
    ['primary_key', 'boolean', ({ column }) => column.keyPosition !== undefined],
    [
      'primary_key_pos',
      'bigint?',
      ({ column: { keyPosition } }) => (keyPosition === undefined ? null : BigInt(keyPosition)),
    ],
  ],
});

function columnsOf(table: TableDescription) {
  return table.columns.map((column, index) => ({ table, column, ordinal: index + 1 }));
}

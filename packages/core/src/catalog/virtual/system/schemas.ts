import type { Value } from '@kalamdb/sql';
import { SYSTEM_NAMESPACE } from '../../system-namespaces.ts';
import type { TableDescription } from '../../table-description.ts';
import { jsonValue } from '../json-value.ts';
import { schemaVersions } from '../schema-versions.ts';
import { defineVirtualTable } from '../virtual-table.ts';
import type { VisibleObjects } from '../visible-objects.ts';

/** Every version of every stored table. Comments are those of today. */
export const schemas = defineVirtualTable({
  namespace: SYSTEM_NAMESPACE,
  name: 'schemas',
  access: 'dba',
  async *objects(visible) {
    for await (const versions of schemaVersions(visible)) {
      yield versions.map((version) => ({ ...version, visible }));
    }
  },
  columns: [
    ['table_id', 'text', ({ table }) => `${table.namespace}:${table.name}`],
    ['table_name', 'text', ({ table }) => table.name],
    ['namespace_id', 'text', ({ table }) => table.namespace],
    ['table_type', 'text', ({ table }) => table.kind],
    ['created_at', 'timestamp', ({ table }) => table.createdAt],
    ['schema_version', 'int', ({ table }) => table.version],
    ['columns', 'json', ({ table, visible }) => columnsJson(table, visible)],
    ['table_comment', 'text?', ({ table, visible }) => visible.comment(table.commentKey)],
    ['updated_at', 'timestamp', ({ table }) => table.updatedAt],
    ['options', 'json?', ({ table }) => (table.options === null ? null : jsonValue(table.options))],
    ['access_level', 'text?', ({ table }) => table.accessLevel],
    ['is_latest', 'boolean', ({ isLatest }) => isLatest],
    ['storage_id', 'text?', ({ table }) => table.storageId],
    ['use_user_storage', 'boolean?', ({ table }) => table.useUserStorage],
  ],
});

function columnsJson({ columns }: TableDescription, visible: VisibleObjects): Value {
  const described = columns.map((column, index) => ({
    column_id: column.id,
    column_name: column.name,
    column_comment: visible.comment(column.commentKey),
    data_type: column.type,
    default_value: column.defaultText ?? null,
    ordinal_position: index + 1,
    is_nullable: column.nullable,
    is_primary_key: column.keyPosition !== undefined,
    is_partition_key: false,
  }));
  return jsonValue(JSON.stringify(described));
}

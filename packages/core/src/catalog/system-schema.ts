import { type ColumnInfo, type SqlType, sqlTypes, type TableInfo } from '@kalamdb/sql';

/** The namespace of the system tables. Nothing can be created or written in it. */
export const SYSTEM_NAMESPACE = 'system';

/** Ids below are system tables'; stored tables count from here. */
export const FIRST_TABLE_ID = 1024;

export type SystemTableName =
  | 'namespaces'
  | 'tables'
  | 'columns'
  | 'users'
  | 'views'
  | 'functions'
  | 'indexes';

/** `name type`, `?` behind the type of a column that may be NULL. */
type ColumnSpec = readonly [name: string, type: `${SqlType['kind']}${'' | '?'}`];

const columnSpecs: Readonly<Record<SystemTableName, readonly ColumnSpec[]>> = {
  namespaces: [
    ['namespace_id', 'text'],
    ['name', 'text'],
    ['created_at', 'timestamp'],
    ['options', 'json?'],
    ['table_count', 'int'],
  ],
  tables: [
    ['namespace_id', 'text'],
    ['table_name', 'text'],
    ['table_type', 'text'],
    ['storage_id', 'text?'],
    ['version', 'bigint'],
    ['options', 'text?'],
    ['comment', 'text?'],
    ['updated_at', 'timestamp'],
    ['created_at', 'timestamp'],
  ],
  columns: [
    ['namespace_id', 'text'],
    ['table_name', 'text'],
    ['version', 'bigint'],
    ['column_id', 'bigint'],
    ['column_name', 'text'],
    ['comment', 'text?'],
    ['data_type', 'text'],
    ['default_value', 'text?'],
    ['ordinal', 'bigint'],
    ['nullable', 'boolean'],
    ['primary_key', 'boolean'],
    ['primary_key_pos', 'bigint?'],
  ],
  users: [
    ['user_id', 'text'],
    ['password_hash', 'text'],
    ['role', 'text'],
    ['email', 'text?'],
    ['auth_type', 'text'],
    ['auth_data', 'json?'],
    ['storage_mode', 'text'],
    ['storage_id', 'text?'],
    ['failed_login_attempts', 'int'],
    ['locked_until', 'timestamp?'],
    ['last_login_at', 'timestamp?'],
    ['created_at', 'timestamp'],
    ['updated_at', 'timestamp'],
    ['last_seen', 'timestamp?'],
    ['deleted_at', 'timestamp?'],
  ],
  views: [
    ['namespace_id', 'text'],
    ['view_name', 'text'],
    ['definition', 'text'],
    ['definition_namespace', 'text'],
    ['created_by', 'text'],
    ['created_at', 'timestamp'],
    ['updated_at', 'timestamp'],
  ],
  indexes: [
    ['namespace_id', 'text'],
    ['table_name', 'text'],
    ['index_name', 'text'],
    ['is_unique', 'boolean'],
    ['state', 'text'],
    ['definition', 'text'],
    ['created_at', 'timestamp'],
  ],
  functions: [
    ['function_name', 'text'],
    ['argument_types', 'text'],
    ['return_type', 'text'],
    ['kind', 'text'],
    ['volatility', 'text'],
    ['description', 'text?'],
  ],
};

const systemTableNames = Object.keys(columnSpecs) as readonly SystemTableName[];

/** The system tables by name, columns in the order of the wire. */
export const systemTableInfos: ReadonlyMap<string, TableInfo> = new Map(
  systemTableNames.map((name, index) => [name, systemTable(name, index + 1)]),
);

const namesById = new Map(
  [...systemTableInfos.values()].map((info) => [info.id, info.name as SystemTableName]),
);

/** The system table with this id, `undefined` for ids of stored tables. */
export function systemTableName(tableId: number): SystemTableName | undefined {
  return namesById.get(tableId);
}

function systemTable(name: SystemTableName, id: number): TableInfo {
  return {
    id,
    namespace: SYSTEM_NAMESPACE,
    name,
    kind: 'system',
    columns: columnSpecs[name].map(toColumn),
    // Users may be millions and are stored by id, so that one is found without reading the others.
    primaryKey: name === 'users' ? [0] : [],
    indexes: [],
  };
}

function toColumn([name, type]: ColumnSpec): ColumnInfo {
  const nullable = type.endsWith('?');
  const kind = (nullable ? type.slice(0, -1) : type) as SqlType['kind'];
  return { name, type: sqlTypes[kind], nullable, defaultValue: undefined, system: false };
}

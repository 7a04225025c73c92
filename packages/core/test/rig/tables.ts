import { type ColumnInfo, type SqlTypeKind, sqlTypes, typeName } from '@kalamdb/sql';
import { toPhysicalType } from '../../src/catalog/physical.ts';
import type { StoredTable, TableDefinition } from '../../src/catalog/table-definition.ts';

type Kind = Exclude<SqlTypeKind, 'unknown'>;

/** `name: type`, `type?` for a column that may be NULL. */
type Columns = Readonly<Record<string, Kind | `${Kind}?`>>;

export interface TableOptions {
  readonly id?: number;
  readonly kind?: TableDefinition['kind'];
  readonly columns: Columns;
  readonly primaryKey?: readonly string[];
  readonly ttlSeconds?: number;
}

/** A stored table made without SQL text. */
export function makeTable(options: TableOptions): StoredTable {
  const columns = Object.entries(options.columns).map(([name, type]): ColumnInfo => {
    const kind = type.replace('?', '') as Kind;
    const nullable = type.endsWith('?');
    return { name, type: sqlTypes[kind], nullable, defaultValue: undefined, system: false };
  });
  const definition = makeDefinition(options, columns);
  return {
    definition,
    info: {
      id: definition.id,
      namespace: 'app',
      name: 't',
      kind: definition.kind,
      columns: [...columns, systemColumn('_seq', 'bigint'), systemColumn('_deleted', 'boolean')],
      primaryKey: definition.primaryKey.map((id) => id - 1),
      indexes: [],
    },
    columnIds: columns.map((_, index) => index + 1),
    physicalTypes: columns.map((column) => toPhysicalType(column.type)),
    checks: [],
    generated: [],
    missing: columns.map(() => null),
    sequenceColumn: columns.length,
  };
}

function makeDefinition(
  { id = 2000, kind = 'user', primaryKey = [], ttlSeconds }: TableOptions,
  columns: readonly ColumnInfo[],
): TableDefinition {
  return {
    id,
    namespace: 'app',
    name: 't',
    kind,
    columns: columns.map(({ name, type, nullable }, index) => ({
      id: index + 1,
      name,
      type: typeName(type),
      nullable,
      defaultText: undefined,
    })),
    nextColumnId: columns.length + 1,
    primaryKey: primaryKey.map((name) => columns.findIndex((column) => column.name === name) + 1),
    options: {
      storageId: undefined,
      useUserStorage: false,
      flushPolicy: undefined,
      deletedRetentionHours: undefined,
      ttlSeconds,
      accessLevel: undefined,
    },
    schemaVersion: 1,
    createdAt: 0,
    updatedAt: 0,
  };
}

function systemColumn(name: string, kind: Kind): ColumnInfo {
  return { name, type: sqlTypes[kind], nullable: false, defaultValue: undefined, system: true };
}

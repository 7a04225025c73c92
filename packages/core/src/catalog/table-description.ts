import { type TableInfo, typeName } from '@kalamdb/sql';
import { shownDefault } from '../sequences/default-text.ts';
import type { SequenceCatalog } from '../sequences/sequence-catalog.ts';
import type { SequenceRecord } from '../sequences/sequence-record.ts';
import { commentKeys } from './comments.ts';
import { constraintsOver } from './constraints/constraints-over.ts';
import type { StoredView } from './stored-view.ts';
import type { ColumnRecord, TableDefinition } from './table-definition.ts';

/** A table or view as system.tables and system.columns show it. */
export interface TableDescription {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly storageId: string | null;
  readonly version: number;
  /** JSON text. */
  readonly options: string | null;
  readonly accessLevel: string | null;
  readonly useUserStorage: boolean | null;
  /** Its key is that of the comment on it; `undefined` where there can be none. */
  readonly commentKey: string | undefined;
  readonly createdAt: bigint;
  readonly updatedAt: bigint;
  readonly columns: readonly ColumnDescription[];
}

export interface ColumnDescription {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly defaultText: string | undefined;
  readonly identity?: ColumnRecord['identity'];
  /** That of an identity column. */
  readonly sequence?: SequenceRecord | undefined;
  /** From 1; `undefined` outside the primary key. */
  readonly keyPosition: number | undefined;
  /** Names of the constraints of the table that it is part of. */
  readonly constraints: readonly string[];
  readonly commentKey: string | undefined;
}

/**
 * A stored table, now or in a former version; `_seq` and `_deleted` are not among its columns, as they
 * are not part of `*`.
 */
export function describeTable(
  definition: TableDefinition,
  sequences: SequenceCatalog,
): TableDescription {
  const { options } = definition;
  return {
    namespace: definition.namespace,
    name: definition.name,
    kind: definition.kind,
    storageId: options.storageId ?? null,
    version: definition.schemaVersion,
    options: optionsJson(definition),
    accessLevel: options.accessLevel ?? null,
    useUserStorage: definition.kind === 'user' ? options.useUserStorage : null,
    commentKey: commentKeys.table(definition.id),
    createdAt: BigInt(definition.createdAt),
    updatedAt: BigInt(definition.updatedAt),
    columns: definition.columns.map((column) => ({
      ...column,
      defaultText: column.defaultText && shownDefault(column.defaultText, sequences),
      sequence: column.identity && sequences.ofColumn(definition.id, column.id),
      keyPosition: positionIn(definition.primaryKey, column.id),
      constraints: constraintsOver(definition, column),
      commentKey: commentKeys.column(definition.id, column.id),
    })),
  };
}

/** A system table: it has no date of birth, so the epoch stands for it. */
export function describeSystemTable(info: TableInfo): TableDescription {
  return {
    namespace: info.namespace,
    name: info.name,
    kind: info.kind,
    storageId: null,
    version: 1,
    options: null,
    accessLevel: null,
    useUserStorage: null,
    commentKey: undefined,
    createdAt: 0n,
    updatedAt: 0n,
    columns: info.columns.map(({ name, type, nullable }, index) => ({
      id: index + 1,
      name,
      type: typeName(type),
      nullable,
      defaultText: undefined,
      keyPosition: positionIn(info.primaryKey, index),
      constraints: [],
      commentKey: undefined,
    })),
  };
}

/** A view, as far as its columns are concerned. */
export function describeView({ record }: StoredView): TableDescription {
  return {
    namespace: record.namespace,
    name: record.name,
    kind: 'view',
    storageId: null,
    version: 1,
    options: null,
    accessLevel: null,
    useUserStorage: null,
    commentKey: commentKeys.view(record),
    createdAt: BigInt(record.createdAt),
    updatedAt: BigInt(record.updatedAt),
    columns: record.columns.map(({ name, type }, index) => ({
      id: index + 1,
      name,
      type,
      nullable: true,
      defaultText: undefined,
      keyPosition: undefined,
      constraints: [],
      commentKey: commentKeys.viewColumn(record, name),
    })),
  };
}

function positionIn(key: readonly number[], column: number): number | undefined {
  const index = key.indexOf(column);
  return index < 0 ? undefined : index + 1;
}

/** Under the names that WITH (…) knows. */
function optionsJson({ kind, options }: TableDefinition): string {
  const { flushPolicy } = options;
  return JSON.stringify({
    table_type: kind.toUpperCase(),
    storage_id: options.storageId,
    use_user_storage: kind === 'user' ? options.useUserStorage : undefined,
    flush_policy: flushPolicy === undefined ? undefined : flushPolicyJson(flushPolicy),
    deleted_retention_hours: options.deletedRetentionHours,
    ttl_seconds: options.ttlSeconds,
    access_level: options.accessLevel,
  });
}

function flushPolicyJson(policy: NonNullable<TableDefinition['options']['flushPolicy']>): object {
  const { rows, intervalSeconds } = policy;
  if (rows === undefined) return { type: 'time_interval', interval_seconds: intervalSeconds };
  if (intervalSeconds === undefined) return { type: 'row_limit', row_limit: rows };
  return { type: 'combined', row_limit: rows, interval_seconds: intervalSeconds };
}

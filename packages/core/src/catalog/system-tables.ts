import {
  describeFunctions,
  type FunctionDescription,
  type Row,
  type TableInfo,
} from '@kalamdb/sql';
import type { UserRecord } from '../users/user-directory.ts';
import type { UserStore } from '../users/user-store.ts';
import type { CatalogCache } from './catalog.ts';
import { indexRows } from './index-rows.ts';
import type { NamespaceRecord } from './namespace-record.ts';
import type { StoredView } from './stored-view.ts';
import { type SystemTableName, systemTableInfos } from './system-schema.ts';
import {
  describeTable,
  describeView,
  systemTableDescription,
  type TableDescription,
} from './table-description.ts';

/** Where the rows of the system tables come from, for one statement of one principal. */
export interface SystemTableParts {
  readonly catalog: CatalogCache;
  readonly users: UserStore;
  /** Whether the principal may know of the table. */
  isVisible(table: TableInfo): boolean;
  /** Whether the principal may know of the view. */
  isViewVisible(view: StoredView): boolean;
}

/**
 * The rows of a system table, in chunks, values in the order of its columns. Those of the catalog
 * are of the moment of the call; users are read from the store as they are asked for.
 */
export function systemTableRows(
  name: SystemTableName,
  parts: SystemTableParts,
): AsyncIterable<readonly Row[]> {
  switch (name) {
    case 'namespaces':
      return oneChunk(namespaceRows(parts));
    case 'tables':
      return oneChunk(visibleTables(parts).map(tableRow));
    case 'columns':
      return oneChunk(
        [...visibleTables(parts), ...visibleViews(parts).map(describeView)].flatMap(columnRows),
      );
    case 'users':
      return userRows(parts.users);
    case 'indexes':
      return oneChunk(indexRows(parts));
    case 'views':
      return oneChunk(visibleViews(parts).map(viewRow));
    case 'functions':
      return oneChunk(describeFunctions().map(functionRow));
    default:
      return name satisfies never;
  }
}

/** The row of system.users for one user, dropped or not. */
export function systemUserRow(userId: string, { users }: SystemTableParts): Row | undefined {
  const record = users.findAny(userId);
  return record === undefined ? undefined : userRow(record);
}

async function* oneChunk(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

async function* userRows(users: UserStore): AsyncGenerator<readonly Row[]> {
  for await (const chunk of users.list()) yield chunk.map(userRow);
}

function visibleTables({ catalog, isVisible }: SystemTableParts): readonly TableDescription[] {
  const stored = catalog.storedTables().filter(({ info }) => isVisible(info));
  const system = [...systemTableInfos.values()].filter(isVisible);
  return [...stored.map(describeTable), ...system.map(systemTableDescription)];
}

function visibleViews({ catalog, isViewVisible }: SystemTableParts): readonly StoredView[] {
  return catalog.storedViews().filter(isViewVisible);
}

function viewRow({ record }: StoredView): Row {
  const { namespace, name, text, queryNamespace, createdBy, createdAt, updatedAt } = record;
  return [namespace, name, text, queryNamespace, createdBy, BigInt(createdAt), BigInt(updatedAt)];
}

function namespaceRows({ catalog }: SystemTableParts): readonly Row[] {
  return catalog.namespaces().map((record) => namespaceRow(record, catalog));
}

function namespaceRow({ name, createdAt }: NamespaceRecord, catalog: CatalogCache): Row {
  return [name, name, BigInt(createdAt), null, catalog.storedTables(name).length];
}

function tableRow(table: TableDescription): Row {
  return [
    table.namespace,
    table.name,
    table.kind,
    table.storageId,
    BigInt(table.version),
    table.options,
    null,
    table.updatedAt,
    table.createdAt,
  ];
}

function columnRows(table: TableDescription): readonly Row[] {
  return table.columns.map((column, index) => [
    table.namespace,
    table.name,
    BigInt(table.version),
    BigInt(column.id),
    column.name,
    null,
    column.type,
    column.defaultText ?? null,
    BigInt(index + 1),
    column.nullable,
    column.keyPosition !== undefined,
    column.keyPosition === undefined ? null : BigInt(column.keyPosition),
  ]);
}

function functionRow(overload: FunctionDescription): Row {
  const { name, parameters, returns, kind, volatility, description } = overload;
  return [name, parameters.join(', '), returns, kind, volatility, description ?? null];
}

/** Hashes never leave the store: only whether there is one can be told, by auth_type. */
const HIDDEN = '***';

function userRow(user: UserRecord): Row {
  return [
    user.userId,
    HIDDEN,
    user.role,
    user.email ?? null,
    user.passwordHash === undefined ? 'internal' : 'password',
    null,
    'table',
    null,
    user.failedLoginAttempts,
    user.lockedUntil ?? null,
    user.lastLoginAt ?? null,
    user.createdAt,
    user.updatedAt,
    null,
    user.deletedAt ?? null,
  ];
}

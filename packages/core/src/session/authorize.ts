import type { TableInfo } from '@kalamdb/sql';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { StoredView } from '../catalog/stored-view.ts';
import { tablesBehind } from '../catalog/tables-behind.ts';
import { CoreError } from '../error.ts';
import type { Access, AccessPolicy, Principal } from '../policy.ts';
import type { SequenceRecord } from '../sequences/sequence-record.ts';

/** What one does to rows or to the description of a table. */
export type TableAction = 'select' | 'insert' | 'update' | 'delete' | 'describe' | 'subscribe';

/** Throws CoreError CORE_PERMISSION_DENIED with the policy's reason unless it allows `access`. */
export function authorize(policy: AccessPolicy, principal: Principal, access: Access): void {
  const decision = policy.decide(principal, access);
  if (!decision.allowed) throw new CoreError('CORE_PERMISSION_DENIED', decision.reason);
}

/** What the policy is asked about `action` on a table, or on a sequence that is read as one. */
export function tableAccess(action: TableAction, table: TableInfo, catalog: CatalogCache): Access {
  const { id, kind, namespace, name } = table;
  if (kind === 'sequence') return sequenceAccess(action, table, catalog);
  const accessLevel =
    kind === 'system'
      ? catalog.systemTables.byId(id)?.access
      : catalog.byId(id)?.definition.options.accessLevel;
  return { action, tableKind: kind, accessLevel, table: `${namespace}.${name}` };
}

/**
 * What the policy is asked about `action` on a sequence: what it is asked about the table that the
 * sequence belongs to, and about a SHARED table where it belongs to none.
 */
export function sequenceAccess(
  action: TableAction,
  { id, namespace, name }: Pick<SequenceRecord, 'id' | 'namespace' | 'name'>,
  catalog: CatalogCache,
): Access {
  const owner = catalog.sequences.byId(id)?.owner;
  const table = owner && catalog.byId(owner.tableId);
  if (table !== undefined) return tableAccess(action, table.info, catalog);
  return {
    action,
    tableKind: 'shared',
    accessLevel: undefined,
    table: `${namespace}.${name}`,
  };
}

/** Whether `principal` may know that the table exists. */
export function isVisible(
  policy: AccessPolicy,
  principal: Principal,
  table: TableInfo,
  catalog: CatalogCache,
): boolean {
  return policy.decide(principal, tableAccess('describe', table, catalog)).allowed;
}

/** Whether `principal` may know that the view exists: only those who may know all that it reads. */
export function isViewVisible(
  policy: AccessPolicy,
  principal: Principal,
  { record }: StoredView,
  catalog: CatalogCache,
): boolean {
  return tablesBehind(catalog, record.reads).every((table) =>
    isVisible(policy, principal, table, catalog),
  );
}

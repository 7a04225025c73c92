import type { TableInfo } from '@kalamdb/sql';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { StoredView } from '../catalog/stored-view.ts';
import { tablesBehind } from '../catalog/tables-behind.ts';
import { CoreError } from '../error.ts';
import type { Access, AccessLevel, AccessPolicy, Principal } from '../policy.ts';

/** What one does to rows or to the description of a table. */
export type TableAction = 'select' | 'insert' | 'update' | 'delete' | 'describe' | 'subscribe';

/** Throws CoreError CORE_PERMISSION_DENIED with the policy's reason unless it allows `access`. */
export function authorize(policy: AccessPolicy, principal: Principal, access: Access): void {
  const decision = policy.decide(principal, access);
  if (!decision.allowed) throw new CoreError('CORE_PERMISSION_DENIED', decision.reason);
}

/** What the policy is asked about `action` on a table. */
export function tableAccess(action: TableAction, table: TableInfo, catalog: CatalogCache): Access {
  return {
    action,
    tableKind: table.kind,
    accessLevel: accessLevel(table, catalog),
    table: `${table.namespace}.${table.name}`,
  };
}

function accessLevel({ id, kind }: TableInfo, catalog: CatalogCache): AccessLevel | undefined {
  if (kind === 'system') return catalog.systemTables.byId(id)?.access;
  return catalog.byId(id)?.definition.options.accessLevel;
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

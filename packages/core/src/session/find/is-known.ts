import type { TableName } from '@kalamdb/sql';
import type { CatalogCache } from '../../catalog/catalog.ts';
import type { RelationName } from '../../catalog/stored-view.ts';
import type { Access } from '../../policy.ts';
import { isViewVisible, tableAccess } from '../authorize.ts';
import type { Session } from '../session.ts';
import { resolveName } from './object-name.ts';

/** Whether something has the name, of any kind, that the session's user may know of. */
export function isKnown(session: Session, written: TableName): boolean {
  const { catalog, options } = session.engine;
  const resolved = resolveName(session, written);
  const view = catalog.findView(resolved.namespace, resolved.name);
  if (view !== undefined) return isViewVisible(options.policy, session.principal, view, catalog);
  const access = describeAccess(catalog, resolved);
  return access !== undefined && options.policy.decide(session.principal, access).allowed;
}

/** What the policy is asked about; an index is known to those who may know its table. */
function describeAccess(
  catalog: CatalogCache,
  { namespace, name }: RelationName,
): Access | undefined {
  const index = catalog.findIndex(namespace, name);
  const table =
    index === undefined ? catalog.table(namespace, name) : catalog.byId(index.record.tableId)?.info;
  return table && tableAccess('describe', table, catalog);
}

import type { Catalog } from '@kalamdb/sql';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { AccessPolicy, Principal } from '../policy.ts';
import { isViewVisible, isVisible } from './authorize.ts';

/**
 * The catalog as `principal` may know it: all tables can be named (the policy then decides), but
 * none is suggested that the principal may not see.
 */
export function visibleCatalog(
  catalog: CatalogCache,
  policy: AccessPolicy,
  principal: Principal,
): Catalog {
  return {
    table: (namespace, name) => catalog.table(namespace, name),
    view: (namespace, name) => catalog.view(namespace, name),
    hasNamespace: (namespace) => catalog.hasNamespace(namespace),
    tableNames: (namespace) =>
      catalog.tableNames(namespace).filter((name) => {
        const table = catalog.table(namespace, name);
        if (table !== undefined) return isVisible(policy, principal, table, catalog);
        const view = catalog.findView(namespace, name);
        return view !== undefined && isViewVisible(policy, principal, view, catalog);
      }),
  };
}

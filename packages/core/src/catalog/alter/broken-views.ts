import assert from 'node:assert/strict';
import {
  bindStatement,
  type Catalog,
  isQuery,
  parseScript,
  type Query,
  SqlError,
  type TableInfo,
} from '@kalamdb/sql';
import type { CatalogCache } from '../catalog.ts';
import { dependentViews } from '../dependent-views.ts';
import type { RelationName, StoredView } from '../stored-view.ts';

/** The views that read `before`, themselves or through others, and cannot be read any more with `after` in its place. */
export function brokenViews(
  catalog: CatalogCache,
  before: TableInfo,
  after: TableInfo,
): readonly StoredView[] {
  const changed = changedCatalog(catalog, before, after);
  const views = dependentViews(catalog.storedViews(), [before]);
  return views.filter(({ record }) => !canBeRead(record, changed));
}

function changedCatalog(catalog: CatalogCache, before: TableInfo, after: TableInfo): Catalog {
  return {
    table(namespace, name) {
      if (namespace === after.namespace && name === after.name) return after;
      const table = catalog.table(namespace, name);
      return table?.id === before.id ? undefined : table;
    },
    view: (namespace, name) => catalog.view(namespace, name),
    hasNamespace: (namespace) => catalog.hasNamespace(namespace),
    tableNames: () => [],
  };
}

function canBeRead(view: RelationName, catalog: Catalog): boolean {
  try {
    bindStatement(selectAllOf(view), catalog, { namespace: view.namespace });
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

function selectAllOf({ namespace, name }: RelationName): Query {
  const statement = parseScript(`SELECT * FROM "${namespace}"."${name}"`)[0]?.statement;
  assert(statement !== undefined && isQuery(statement), 'a SELECT is a query');
  return statement;
}

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
import type { SequenceRecord } from '../../sequences/sequence-record.ts';
import type { CatalogCache } from '../catalog.ts';
import { dependentViews } from '../dependent-views.ts';
import type { RelationName, StoredView } from '../stored-view.ts';

/** A table that takes the place of another one, and sequences that go with columns. */
export interface ReplacedTable {
  readonly before: TableInfo;
  readonly after: TableInfo;
  readonly lost: readonly SequenceRecord[];
}

/** The views that read what is replaced or lost, themselves or through others, and cannot be read afterwards. */
export function brokenViews(catalog: CatalogCache, replaced: ReplacedTable): readonly StoredView[] {
  const changed = changedCatalog(catalog, replaced);
  const views = dependentViews(catalog.storedViews(), [replaced.before, ...replaced.lost]);
  return views.filter(({ record }) => !canBeRead(record, changed));
}

function changedCatalog(catalog: CatalogCache, { before, after, lost }: ReplacedTable): Catalog {
  const gone = new Set([before, ...lost].map(({ id }) => id));
  return {
    table(namespace, name) {
      if (namespace === after.namespace && name === after.name) return after;
      const table = catalog.table(namespace, name);
      return table && (gone.has(table.id) ? undefined : table);
    },
    view: (namespace, name) => catalog.view(namespace, name),
    hasNamespace: (namespace) => catalog.hasNamespace(namespace),
    tableNames: () => [],
  };
}

function canBeRead(view: RelationName, catalog: Catalog): boolean {
  try {
    bindStatement(selectAllOf(view), catalog, { namespace: view.namespace, takesLocks: true });
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

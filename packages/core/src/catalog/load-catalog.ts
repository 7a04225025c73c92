import { type KeyValueReader, StoreError } from '@kalamdb/store';
import type { Clock } from '../clock.ts';
import {
  commentEntities,
  entityTarget,
  indexEntities,
  namespaceEntities,
  sequenceEntities,
  tableEntities,
  viewEntities,
} from '../entities.ts';
import type { Staging } from '../write/commit/staging.ts';
import type { CatalogCache } from './catalog.ts';
import { DEFAULT_NAMESPACE } from './namespace-record.ts';
import { buildTableIndex, type IndexRecord } from './stored-index.ts';
import { buildStoredTable } from './stored-table.ts';
import { buildStoredView } from './stored-view.ts';

/** Fill `catalog` with what the store holds. Throws STORE_CORRUPT or what reading types throws. */
export async function loadCatalog(store: KeyValueReader, catalog: CatalogCache): Promise<void> {
  await forEach(namespaceEntities.list(store), (record) => catalog.addNamespace(record));
  await forEach(tableEntities.list(store), (record) => catalog.addTable(buildStoredTable(record)));
  await forEach(viewEntities.list(store), (record) => catalog.addView(buildStoredView(record)));
  await forEach(indexEntities.list(store), (record) => loadIndex(catalog, record));
  await forEach(sequenceEntities.list(store), (record) => catalog.sequences.put(record));
  await forEach(commentEntities.list(store), ({ key, text }) => catalog.setComment(key, text));
}

async function forEach<T>(
  chunks: AsyncIterable<readonly T[]>,
  visit: (record: T) => void,
): Promise<void> {
  for await (const records of chunks) records.forEach(visit);
}

/** An index of a table that is not there would be a fault of the commit that dropped the table. */
function loadIndex(catalog: CatalogCache, record: IndexRecord): void {
  const table = catalog.byId(record.tableId);
  if (table === undefined) {
    const message = `index ${record.namespace}.${record.name} has no table ${record.tableId}`;
    throw new StoreError('STORE_CORRUPT', message);
  }
  catalog.addIndex(buildTableIndex(record, table));
}

/** Stage the namespace that every database has from the start. */
export function createFirstNamespace(staging: Staging, catalog: CatalogCache, clock: Clock): void {
  const record = { name: DEFAULT_NAMESPACE, createdAt: Number(clock.now()) };
  namespaceEntities.stagePut(entityTarget(staging), undefined, record);
  staging.onDurable(() => catalog.addNamespace(record));
}

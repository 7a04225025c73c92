import type { KeyValueReader } from '@kalamdb/store';
import type { Clock } from '../clock.ts';
import { entityTarget, namespaceEntities, tableEntities, viewEntities } from '../entities.ts';
import type { Staging } from '../write/staging.ts';
import type { CatalogCache } from './catalog.ts';
import { DEFAULT_NAMESPACE } from './namespace-record.ts';
import { buildStoredTable } from './stored-table.ts';
import { buildStoredView } from './stored-view.ts';

/** Fill `catalog` with what the store holds. Throws STORE_CORRUPT or what reading types throws. */
export async function loadCatalog(store: KeyValueReader, catalog: CatalogCache): Promise<void> {
  for await (const records of namespaceEntities.list(store)) {
    for (const record of records) catalog.addNamespace(record);
  }
  for await (const definitions of tableEntities.list(store)) {
    for (const definition of definitions) catalog.addTable(buildStoredTable(definition));
  }
  for await (const records of viewEntities.list(store)) {
    for (const record of records) catalog.addView(buildStoredView(record));
  }
}

/** Stage the namespace that every database has from the start. */
export function createFirstNamespace(staging: Staging, catalog: CatalogCache, clock: Clock): void {
  const record = { name: DEFAULT_NAMESPACE, createdAt: Number(clock.now()) };
  namespaceEntities.stagePut(entityTarget(staging), undefined, record);
  staging.onDurable(() => catalog.addNamespace(record));
}

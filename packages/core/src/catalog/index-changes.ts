import { droppedIndexKey, metaKey } from '@kalamdb/store';
import { entityTarget, indexEntities } from '../entities.ts';
import type { Staging } from '../write/staging.ts';
import type { CatalogCache } from './catalog.ts';
import { commentKeys, stageForgetComments } from './comments.ts';
import { takeIndexId } from './object-ids.ts';
import { buildTableIndex, type IndexRecord, type TableIndex } from './stored-index.ts';
import type { StoredTable } from './table-definition.ts';

/** An index to be made: its record but for the id. */
export type IndexDraft = Omit<IndexRecord, 'id' | 'state'>;

/**
 * Stage an index: from this commit on writers keep it up to date. It is `ready` at once only if its
 * table has no rows. False if there is a table, view or index of its name.
 */
export function stageIndex(
  staging: Staging,
  catalog: CatalogCache,
  table: StoredTable,
  draft: IndexDraft,
  state: IndexRecord['state'] = 'building',
): TableIndex | false {
  if (catalog.isTaken(draft.namespace, draft.name)) return false;
  const index = buildTableIndex({ ...draft, id: takeIndexId(staging), state }, table);
  indexEntities.stagePut(entityTarget(staging), undefined, index.record);
  staging.onDurable(() => catalog.addIndex(index));
  return index;
}

/** Stage that an index which was filled before its table had it is the table's. */
export function stageFilled(staging: Staging, { record }: TableIndex): void {
  staging.delete(droppedIndexKey(record.tableId, record.id));
  indexEntities.stagePut(entityTarget(staging), undefined, record);
}

/** Stage that an index holds all rows: it may be read. */
export function stageReady(
  staging: Staging,
  catalog: CatalogCache,
  index: TableIndex,
  table: StoredTable,
): void {
  const ready = buildTableIndex({ ...index.record, state: 'ready' }, table);
  indexEntities.stagePut(entityTarget(staging), index.record, ready.record);
  staging.delete(progressKey(index));
  staging.onDurable(() => catalog.addIndex(ready));
}

/** Stage the drop of an index. Its entries are erased later. */
export function stageDropIndex(staging: Staging, catalog: CatalogCache, index: TableIndex): void {
  stageForgetIndex(staging, catalog, index);
  staging.put(droppedIndexKey(index.record.tableId, index.record.id), new Uint8Array());
  staging.onDurable(() => catalog.removeIndex(index));
}

/** Stage the removal of an index's record alone: its table goes, and all entries with it. */
export function stageForgetIndex(staging: Staging, catalog: CatalogCache, index: TableIndex): void {
  stageForgetComments(staging, catalog, [commentKeys.index(index.record.id)]);
  indexEntities.stageDelete(entityTarget(staging), index.record);
  staging.delete(progressKey(index));
}

/** The last head that the building of an index has come to. */
export function progressKey({ record }: TableIndex): Uint8Array {
  return metaKey(`index-build-${record.id}`);
}

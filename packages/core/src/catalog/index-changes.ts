import { droppedIndexKey, metaKey } from '@kalamdb/store';
import { entityTarget, indexEntities } from '../entities.ts';
import type { Staging } from '../write/commit/staging.ts';
import type { CatalogCache } from './catalog.ts';
import { commentKeys, stageForgetComments } from './comments.ts';
import { takeIndexId } from './object-ids.ts';
import { buildTableIndex, entriesIdOf, type IndexRecord, type TableIndex } from './stored-index.ts';
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

/** Stage that an index has another record, which may have another name. */
export function stageIndexRecord(staging: Staging, before: IndexRecord, after: IndexRecord): void {
  const target = entityTarget(staging);
  const isRenamed = before.name !== after.name;
  if (isRenamed) indexEntities.stageDelete(target, before);
  indexEntities.stagePut(target, isRenamed ? undefined : before, after);
}

/** Stage another name for an index, within its namespace; whether it is free is known. */
export function stageRenameIndex(
  staging: Staging,
  catalog: CatalogCache,
  before: TableIndex,
  name: string,
): void {
  const { info } = before;
  const record = { ...before.record, name };
  stageIndexRecord(staging, before.record, record);
  staging.onDurable(() => {
    catalog.removeIndex(before);
    catalog.addIndex({ ...before, record, info: { ...info, name } });
  });
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
  stageDropEntries(staging, index);
  staging.onDurable(() => catalog.removeIndex(index));
}

/** Stage that the entries of an index are erased later. */
export function stageDropEntries(staging: Staging, { record }: TableIndex): void {
  staging.put(droppedIndexKey(record.tableId, entriesIdOf(record)), new Uint8Array());
}

/**
 * Stage that an index has other entries, which hold all rows: from this commit on it is read and
 * kept up to date by them alone. The former ones are erased later.
 */
export function stageRebuilt(
  staging: Staging,
  catalog: CatalogCache,
  before: TableIndex,
  rebuilt: TableIndex,
): void {
  const { record } = rebuilt;
  indexEntities.stagePut(entityTarget(staging), before.record, record);
  staging.delete(droppedIndexKey(record.tableId, entriesIdOf(record)));
  stageDropEntries(staging, before);
  staging.onDurable(() => {
    catalog.rebuilds.replace(before, rebuilt);
    catalog.addIndex(rebuilt);
  });
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

import { entityTarget, tableEntities } from '../../entities.ts';
import type { Staging } from '../../write/commit/staging.ts';
import type { CatalogCache } from '../catalog.ts';
import { buildStoredTable } from '../stored-table.ts';
import type { StoredTable } from '../table-definition.ts';

/**
 * Stage that the ids of the columns which `after` has and `before` has not are never given again,
 * whatever becomes of the change: rows may have values of them.
 */
export function stageColumnIds(
  staging: Staging,
  catalog: CatalogCache,
  before: StoredTable,
  after: StoredTable,
): void {
  const { nextColumnId } = after.definition;
  const table = buildStoredTable({ ...before.definition, nextColumnId });
  tableEntities.stagePut(entityTarget(staging), before.definition, table.definition);
  const indexes = catalog.indexesOf(before.definition.id);
  staging.onDurable(() => catalog.replaceTable(before, table, indexes));
}

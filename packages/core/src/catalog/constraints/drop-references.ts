import assert from 'node:assert/strict';
import { CoreError } from '../../error.ts';
import type { Staging } from '../../write/staging.ts';
import type { CatalogCache } from '../catalog.ts';
import type { ForeignKey } from '../foreign-keys.ts';
import type { Named } from '../named.ts';
import { stageDefinition } from '../schema-version.ts';
import { buildStoredTable } from '../stored-table.ts';
import type { StoredTable } from '../table-definition.ts';

/** Tables that are dropped. */
interface DroppedTables {
  readonly dropped: readonly Named<StoredTable>[];
  readonly cascade: boolean;
  /** Microseconds since 1970 UTC. */
  readonly now: number;
}

/**
 * Stage that no foreign key of another table references what is dropped. CORE_DEPENDENT_OBJECTS when
 * there are any, unless `cascade`.
 */
export function stageDropReferences(
  staging: Staging,
  catalog: CatalogCache,
  { dropped, cascade, now }: DroppedTables,
): void {
  const ids = new Set(dropped.map(({ found }) => found.definition.id));
  const lost = dropped.flatMap(({ found, position }) => {
    const keys = catalog
      .foreignKeysTo(found.definition.id)
      .filter(({ tableId }) => !ids.has(tableId));
    if (keys.length > 0 && !cascade) throw isReferenced(catalog, keys, position);
    return keys;
  });
  stageDropForeignKeys(staging, catalog, lost, now);
}

/** Stage that tables lose these foreign keys; each table gets a new version. */
export function stageDropForeignKeys(
  staging: Staging,
  catalog: CatalogCache,
  keys: readonly ForeignKey[],
  now: number,
): void {
  for (const tableId of new Set(keys.map((key) => key.tableId))) {
    const before = catalog.byId(tableId);
    assert(before !== undefined, 'a foreign key belongs to a table');
    const { definition } = before;
    const lost = keys.filter((key) => key.tableId === tableId).map(({ record }) => record.name);
    const after = buildStoredTable({
      ...definition,
      foreignKeys: definition.foreignKeys?.filter(({ name }) => !lost.includes(name)),
      schemaVersion: definition.schemaVersion + 1,
      updatedAt: now,
    });
    stageDefinition(staging, definition, after.definition);
    staging.onDurable(() => catalog.replaceTable(before, after, catalog.indexesOf(tableId)));
  }
}

/** Most foreign keys that a message names. */
const MAX_SHOWN = 5;

/** The error of a change that foreign keys, at least one, do not allow. */
export function isReferenced(
  catalog: CatalogCache,
  keys: readonly ForeignKey[],
  position: number,
): CoreError {
  const names = keys.slice(0, MAX_SHOWN).map(({ record, tableId }) => {
    const table = catalog.byId(tableId)?.definition;
    return `${record.name} of table '${table?.namespace}.${table?.name}'`;
  });
  const more = keys.length > MAX_SHOWN ? ` and ${keys.length - MAX_SHOWN} more` : '';
  const target = catalog.byId(keys[0]?.referencedId ?? 0)?.definition;
  return new CoreError(
    'CORE_DEPENDENT_OBJECTS',
    `table '${target?.namespace}.${target?.name}' is referenced by foreign key ${names.join(', ')}${more}`,
    { position, hint: 'Drop the constraints first, or use DROP … CASCADE.' },
  );
}

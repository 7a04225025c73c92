import { CoreError } from '../../error.ts';
import type { CatalogCache } from '../catalog.ts';
import type { DependentEdits } from '../dependent-edits.ts';
import type { ForeignKey } from '../foreign-keys.ts';
import type { Named } from '../named.ts';
import type { StoredTable } from '../table-definition.ts';

/** Tables that are dropped. */
interface DroppedTables {
  readonly dropped: readonly Named<StoredTable>[];
  readonly cascade: boolean;
}

/**
 * Take away the foreign keys of other tables that reference what is dropped. CORE_DEPENDENT_OBJECTS
 * when there are any, unless `cascade`.
 */
export function dropReferences(
  edits: DependentEdits,
  catalog: CatalogCache,
  { dropped, cascade }: DroppedTables,
): void {
  const ids = new Set(dropped.map(({ found }) => found.definition.id));
  const lost = dropped.flatMap(({ found, position }) => {
    const keys = catalog
      .foreignKeysTo(found.definition.id)
      .filter(({ tableId }) => !ids.has(tableId));
    if (keys.length > 0 && !cascade) throw isReferenced(catalog, keys, position);
    return keys;
  });
  dropForeignKeys(edits, lost);
}

/** Take these foreign keys away from their tables. */
export function dropForeignKeys(edits: DependentEdits, keys: readonly ForeignKey[]): void {
  for (const { tableId, record } of keys) {
    edits.edit(tableId, ({ foreignKeys }) => ({
      foreignKeys: foreignKeys?.filter(({ name }) => name !== record.name),
    }));
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

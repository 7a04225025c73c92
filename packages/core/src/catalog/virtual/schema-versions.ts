import { schemaVersionEntities } from '../../entities.ts';
import type { TableDefinition } from '../table-definition.ts';
import type { TableDescription } from '../table-description.ts';
import type { VisibleObjects } from './visible-objects.ts';

/** A version of a table's definition. */
export interface SchemaVersion {
  readonly table: TableDescription;
  readonly isLatest: boolean;
}

/**
 * All versions of the visible stored tables, by table, the oldest first; a chunk per table. A table
 * that was renamed has its name of today in all of them.
 */
export async function* schemaVersions(
  visible: VisibleObjects,
): AsyncGenerator<readonly SchemaVersion[]> {
  for (const { definition } of visible.storedTables()) {
    const former = await formerDefinitions(visible, definition);
    yield [
      ...former.map((former) => ({
        table: visible.describe({ ...former, name: definition.name }),
        isLatest: false,
      })),
      { table: visible.describe(definition), isLatest: true },
    ];
  }
}

async function formerDefinitions(
  { store }: VisibleObjects,
  { id, schemaVersion }: TableDefinition,
): Promise<readonly TableDefinition[]> {
  if (schemaVersion === 1) return [];
  const former: TableDefinition[] = [];
  for await (const records of schemaVersionEntities.list(store, [{ type: 'int32', value: id }])) {
    // A change made meanwhile may have added the one that was the latest for us.
    const known = records.filter(({ version }) => version < schemaVersion);
    former.push(...known.map(({ definition }) => definition));
  }
  return former;
}

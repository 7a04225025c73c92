import {
  entityTarget,
  schemaVersionEntities,
  schemaVersionKey,
  tableEntities,
} from '../entities.ts';
import type { Staging } from '../write/commit/staging.ts';
import type { TableDefinition } from './table-definition.ts';

/** Stage one definition of a table in place of another, which is kept as a former one. */
export function stageDefinition(
  staging: Staging,
  before: TableDefinition,
  after: TableDefinition,
): void {
  const target = entityTarget(staging);
  stageFormerVersion(staging, before);
  if (before.name === after.name) {
    tableEntities.stagePut(target, before, after);
    return;
  }
  tableEntities.stageDelete(target, before);
  tableEntities.stagePut(target, undefined, after);
}

/** Stage that `definition` is kept as a former one of its table. */
function stageFormerVersion(staging: Staging, definition: TableDefinition): void {
  const { id: tableId, schemaVersion: version } = definition;
  const record = { tableId, version, definition };
  schemaVersionEntities.stagePut(entityTarget(staging), undefined, record);
}

/** Stage that all former definitions of a dropped table are forgotten. */
export function stageForgetVersions(
  staging: Staging,
  { id, schemaVersion }: TableDefinition,
): void {
  const target = entityTarget(staging);
  for (let version = 1; version < schemaVersion; version += 1) {
    const record = schemaVersionEntities.get(target, schemaVersionKey(id, version));
    if (record !== undefined) schemaVersionEntities.stageDelete(target, record);
  }
}

import type { BoundDelete } from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { stageVersion } from '../stage-version.ts';
import type { CompiledWrite } from '../write-run.ts';
import { compileChange, type StageChange } from './change-rows.ts';
import { searchOf } from './matching-rows.ts';

/** DELETE: tombstones, which keep the values of the rows, for all matching rows, as one commit. */
export function compileDelete(statement: BoundDelete, table: StoredTable): CompiledWrite {
  const { returning } = statement;
  return compileChange({
    table,
    search: searchOf(statement, table),
    stage: deleteOf(table),
    returning,
  });
}

/** Stages the tombstone of a row. */
export function deleteOf(table: StoredTable): StageChange {
  return (staging, run, { primaryKey, head, row }) => {
    const sequence = staging.nextSequence();
    const next = { table, primaryKey, sequence, head, before: row, values: row };
    return stageVersion(staging, run, { ...next, kind: 'delete' });
  };
}

import { type BoundAssignment, type BoundUpdate, SqlError } from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { compileAssignments } from '../assign-values.ts';
import { isKeySet, stageUpdate } from '../stage-update.ts';
import type { CompiledWrite } from '../write-run.ts';
import { compileChange, type StageChange } from './change-rows.ts';
import { searchOf } from './matching-rows.ts';

/**
 * UPDATE: new versions of all matching rows, as one commit. A row whose values stay the same is
 * counted, but not written. A row that gets another key is deleted and inserted, when all rows of
 * the statement that do have left their keys. Throws SQL_UNSUPPORTED for a STREAM table.
 */
export function compileUpdate(statement: BoundUpdate, table: StoredTable): CompiledWrite {
  const { assignments, returning } = statement;
  const stage = compileRowUpdate(assignments, table);
  return compileChange({ table, search: searchOf(statement, table), stage, returning });
}

/** Compile SET: stages what it makes of a row. Throws SQL_UNSUPPORTED for a STREAM table. */
export function compileRowUpdate(
  assignments: readonly BoundAssignment[],
  table: StoredTable,
): StageChange {
  checkUpdatable(table);
  const assign = compileAssignments(assignments);
  const setsKey = isKeySet(
    table,
    assignments.map(({ column }) => column),
  );
  return async (staging, run, live, number) => {
    const values = await assign(live.row, live.input, run.context);
    return stageUpdate(staging, run, { table, live, values, number, setsKey });
  };
}

/** Throws SQL_UNSUPPORTED for a STREAM table. */
function checkUpdatable({ info: { namespace, name, kind } }: StoredTable): void {
  if (kind !== 'stream') return;
  // Not CORE_READ_ONLY: the table can be written, its kind has no such statement.
  throw new SqlError('SQL_UNSUPPORTED', `STREAM table '${namespace}.${name}' has no UPDATE`, {
    hint: 'Its rows are events: INSERT a new one, or DELETE.',
  });
}

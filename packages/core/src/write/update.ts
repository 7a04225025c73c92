import {
  type BoundAssignment,
  type BoundUpdate,
  type Row,
  SqlError,
  type Value,
} from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { compileAssignments } from './assign-values.ts';
import { compileChange, type LiveRow, type StageChange } from './change-rows.ts';
import { checkNotNull } from './check-row.ts';
import { generateValues } from './generate-values.ts';
import { searchOf } from './matching-rows.ts';
import { hasOtherKey, leaveKey, type MovingRow } from './moving-row.ts';
import { stageVersion } from './stage-version.ts';
import type { Staging } from './staging.ts';
import type { CompiledWrite, WriteRun } from './write-run.ts';

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

/** Whether setting `columns` may change the primary key, also by generated columns of it. */
export function isKeySet({ info }: StoredTable, columns: readonly number[]): boolean {
  return info.primaryKey.some(
    (column) => columns.includes(column) || info.columns[column]?.generated === true,
  );
}

/** A row and what an UPDATE makes of it, its `number`th row. */
interface ChangedRow {
  readonly table: StoredTable;
  readonly live: Omit<LiveRow, 'input'>;
  /** The very row if nothing changes. */
  readonly values: readonly Value[];
  readonly number: number;
  readonly setsKey: boolean;
}

/** Stage the new version of a row, if it changes. Gives the row as it then is, or as it waits. */
export function stageUpdate(
  staging: Staging,
  run: WriteRun,
  { table, live, values: given, number, setsKey }: ChangedRow,
): Row | MovingRow {
  const { primaryKey, head, row } = live;
  if (given === row) return row;
  const values = generateValues(table, given);
  checkNotNull(table, values, number);
  if (setsKey && hasOtherKey(table, row, values))
    return leaveKey(staging, run, table, live, values);
  const sequence = staging.nextSequence();
  const next = { table, primaryKey, sequence, head, before: row, values };
  return stageVersion(staging, run, { ...next, kind: 'update' });
}

/** Throws SQL_UNSUPPORTED for a STREAM table. */
function checkUpdatable({ info: { namespace, name, kind } }: StoredTable): void {
  if (kind !== 'stream') return;
  // Not CORE_READ_ONLY: the table can be written, its kind has no such statement.
  throw new SqlError('SQL_UNSUPPORTED', `STREAM table '${namespace}.${name}' has no UPDATE`, {
    hint: 'Its rows are events: INSERT a new one, or DELETE.',
  });
}

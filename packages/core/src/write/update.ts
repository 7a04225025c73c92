import { type BoundUpdate, type Row, SqlError, type Value } from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { compileAssignments } from './assign-values.ts';
import { compileChange, type LiveRow, type StageChange } from './change-rows.ts';
import { checkNotNull } from './check-row.ts';
import { generateValues } from './generate-values.ts';
import { searchOf } from './matching-rows.ts';
import { stageVersion } from './stage-version.ts';
import type { Staging } from './staging.ts';
import type { CompiledWrite, WriteRun } from './write-run.ts';

/**
 * UPDATE: new versions of all matching rows, as one commit. A row whose values stay the same is
 * counted, but not written. Throws SQL_UNSUPPORTED for a STREAM table and for key columns.
 */
export function compileUpdate(statement: BoundUpdate, table: StoredTable): CompiledWrite {
  checkUpdatable(statement, table);
  const search = searchOf(statement, table);
  const assign = compileAssignments(statement.assignments);
  const stage: StageChange = async (staging, run, live, number) => {
    const values = await assign(live.row, live.input, run.context);
    return stageUpdate(staging, run, { table, live, values, number });
  };
  return compileChange({ table, search, stage, returning: statement.returning });
}

/** A row and what an UPDATE makes of it, its `number`th row. */
interface ChangedRow {
  readonly table: StoredTable;
  readonly live: LiveRow;
  /** The very row if nothing changes. */
  readonly values: readonly Value[];
  readonly number: number;
}

/** Stage the new version of a row, if it changes. Gives the row as it then is. */
export function stageUpdate(
  staging: Staging,
  run: WriteRun,
  { table, live, values: given, number }: ChangedRow,
): Row {
  const { primaryKey, head, row } = live;
  if (given === row) return row;
  const values = generateValues(table, given);
  checkNotNull(table, values, number);
  const sequence = staging.nextSequence();
  const next = { table, primaryKey, sequence, head, before: row, values };
  return stageVersion(staging, run, { ...next, kind: 'update' });
}

/** Throws SQL_UNSUPPORTED for a STREAM table and for key columns. */
export function checkUpdatable(
  { assignments }: Pick<BoundUpdate, 'assignments'>,
  table: StoredTable,
): void {
  const { namespace, name, kind, columns, primaryKey } = table.info;
  if (kind === 'stream') {
    // Not CORE_READ_ONLY: the table can be written, its kind has no such statement.
    throw new SqlError('SQL_UNSUPPORTED', `STREAM table '${namespace}.${name}' has no UPDATE`, {
      hint: 'Its rows are events: INSERT a new one, or DELETE.',
    });
  }
  const key = assignments.find(({ column }) => primaryKey.includes(column));
  if (key === undefined) return;
  throw new SqlError(
    'SQL_UNSUPPORTED',
    `column '${columns[key.column]?.name}' is part of the primary key and cannot be changed`,
    { hint: 'DELETE the row and INSERT it with its new key.' },
  );
}

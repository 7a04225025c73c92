import type { Row, Value } from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { checkNotNull } from './check-row.ts';
import type { Staging } from './commit/staging.ts';
import { generateValues } from './generate-values.ts';
import type { LiveRow } from './live-row.ts';
import { hasOtherKey, leaveKey, type MovingRow } from './moving-row.ts';
import { stageVersion } from './stage-version.ts';
import type { WriteRun } from './write-run.ts';

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

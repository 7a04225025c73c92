import type { Row, Value } from '@kalamdb/sql';
import type { StoredTable } from '../catalog/table-definition.ts';
import { keyOfRow } from '../table/row-key.ts';
import { isSameValue } from './check-row.ts';
import type { Staging } from './commit/staging.ts';
import type { LiveRow } from './live-row.ts';
import { stageInsert } from './new-row.ts';
import { stageVersion } from './stage-version.ts';
import { visitInTurn } from './visit-in-turn.ts';
import type { WriteRun } from './write-run.ts';

/**
 * A row that has left its primary key for another one. It waits until all rows of the statement
 * that move have left theirs, so that they may exchange keys.
 */
export interface MovingRow {
  readonly kind: 'moving';
  /** What it has left its key by, and enters the new one by. */
  readonly run: WriteRun;
  readonly table: StoredTable;
  /** Of all user columns. */
  readonly values: readonly Value[];
  /** The new one. */
  readonly primaryKey: Uint8Array;
  /** The row as it was. */
  readonly before: Row;
}

export function isMoving(row: Row | MovingRow): row is MovingRow {
  return 'kind' in row;
}

/** Whether two rows of all user columns have different primary keys. */
export function hasOtherKey({ info }: StoredTable, a: Row, b: Row): boolean {
  return info.primaryKey.some((column) => !isSameValue(a[column] as Value, b[column] as Value));
}

/** Stage the tombstone of a row that gets another key by `values`. */
export function leaveKey(
  staging: Staging,
  run: WriteRun,
  table: StoredTable,
  { primaryKey, head, row }: Omit<LiveRow, 'input'>,
  values: readonly Value[],
): MovingRow {
  const sequence = staging.nextSequence();
  const next = { table, primaryKey, sequence, head, before: row, values: row, moved: values };
  stageVersion(staging, run, { ...next, kind: 'delete' });
  return { kind: 'moving', run, table, values, primaryKey: keyOfRow(table, values), before: row };
}

/** Stage a row under its new key. CORE_DUPLICATE_KEY if a live one has it. Gives the row as it then is. */
export function enterKey(
  staging: Staging,
  { run, table, values, primaryKey, before }: MovingRow,
): Row {
  return stageInsert(staging, run, table, { values, primaryKey, oldest: 0n, moved: before });
}

/** A row that waits, and what is to be told of it when it is staged. */
export interface WaitingRow {
  readonly moving: MovingRow;
  entered?(row: Row): void | Promise<void>;
}

/** Stage all rows that wait, in their order. Throws as `enterKey`. */
export async function enterKeys(staging: Staging, waiting: readonly WaitingRow[]): Promise<void> {
  await visitInTurn(waiting, ({ moving, entered }) => {
    const row = enterKey(staging, moving);
    return entered?.(row);
  });
}

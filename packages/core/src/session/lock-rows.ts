import {
  type Batch,
  compileRowLimit,
  type LockWait,
  type Row,
  rowAt,
  settleExpression,
  slotsOf,
} from '@kalamdb/sql';
import { headKey, type KeyReader } from '@kalamdb/store';
import type { StoredTable } from '../catalog/table-definition.ts';
import { CoreError } from '../error.ts';
import { scopeOf } from '../table/partition-view.ts';
import { keyOfVersion } from '../table/row-key.ts';
import type { RowLock } from '../transaction/row-locks.ts';
import { startTimeSlice } from '../write/time-slice.ts';
import type { Execution } from './execution.ts';
import { checkMayWrite } from './in-transaction.ts';
import type { PreparedLocks } from './prepared-statement.ts';
import type { Session } from './session.ts';

/**
 * The rows of a query, whose rows in its tables are locked for the session's transaction; without
 * one nothing stays locked. Rows that another transaction holds are skipped, or are
 * CORE_LOCK_NOT_AVAILABLE, where the query says so. Throws CORE_SERIALIZATION_FAILURE for rows that
 * cannot be locked any more, CORE_READ_ONLY_TRANSACTION.
 */
export async function* lockRows(
  session: Session,
  locks: PreparedLocks,
  execution: Execution,
  source: AsyncIterable<Batch>,
): AsyncGenerator<Batch> {
  checkMayWrite(session.transaction, 'SELECT FOR UPDATE');
  const tables = lockedTables(session, locks, execution);
  const counts = await settleExpression(execution, () => rowCounts(locks, execution));
  for await (const batch of source) {
    const selection = await takeRows(batch, counts, (row) => tables.every((lock) => lock(row)));
    const columns = batch.columns.slice(0, locks.visible);
    if (selection.length > 0) yield { ...batch, columns, selection };
    if (counts.wanted === 0) return;
  }
}

/** How many rows to lock and leave out, and then to give. */
interface RowCounts {
  skip: number;
  wanted: number;
}

function rowCounts({ limit, offset }: PreparedLocks, execution: Execution): RowCounts {
  return {
    skip: compileRowLimit('OFFSET', offset)(execution) ?? 0,
    wanted: compileRowLimit('LIMIT', limit)(execution) ?? Number.POSITIVE_INFINITY,
  };
}

/** The slots of the rows to give; `lock` says whether it could lock a row. */
async function takeRows(batch: Batch, counts: RowCounts, lock: LockTable): Promise<Uint32Array> {
  const taken: number[] = [];
  const slice = startTimeSlice();
  for (const slot of slotsOf(batch)) {
    if (counts.wanted === 0) break;
    if (slice.isSpent()) await slice.pause();
    if (!lock(rowAt(batch, slot))) continue;
    if (counts.skip > 0) {
      counts.skip -= 1;
    } else {
      taken.push(slot);
      counts.wanted -= 1;
    }
  }
  return Uint32Array.from(taken);
}

/** Locks what a row has of one table; `false` if the row is to be skipped. */
type LockTable = (row: Row) => boolean;

function lockedTables(
  session: Session,
  { tables, stored }: PreparedLocks,
  execution: Execution,
): readonly LockTable[] {
  return tables.map(({ first, isShared, wait }, index) => {
    const table = stored[index] as StoredTable;
    const scope = scopeOf(table, session.principal);
    const store = execution.rowsOf({ tableId: table.definition.id, scope });
    const lockOf = (row: Row) => ({ key: keyOf(table, { store, scope, first }, row), isShared });
    // The other side of an outer join may have no row.
    return (row) => row[first] === null || lockOne(session, lockOf(row), { wait, table });
  });
}

function keyOf(
  table: StoredTable,
  { store, scope, first }: { store: KeyReader; scope: string; first: number },
  row: Row,
): Uint8Array {
  const { primaryKey } = table.info;
  const columns = primaryKey.length > 0 ? primaryKey : [table.sequenceColumn];
  const whole: Row[number][] = [];
  columns.forEach((column, index) => {
    whole[column] = row[first + index] as Row[number];
  });
  return headKey(table.definition.id, scope, keyOfVersion({ store, scope }, table, whole));
}

function lockOne(
  { engine, transaction }: Session,
  lock: RowLock,
  { wait, table }: { readonly wait: LockWait; readonly table: StoredTable },
): boolean {
  const isHeld = wait !== 'wait' && engine.transactions.isHeld(lock, transaction);
  if (isHeld && wait === 'nowait') throw notAvailable(table);
  const canLock = wait !== 'skip locked' || transaction?.canLock(lock) !== false;
  if (isHeld || !canLock) return false;
  transaction?.lock(lock);
  return true;
}

function notAvailable({ definition: { namespace, name } }: StoredTable): CoreError {
  return new CoreError(
    'CORE_LOCK_NOT_AVAILABLE',
    `another transaction holds a row of table '${namespace}.${name}'`,
    { hint: 'Try again later, or leave out such rows with SKIP LOCKED.' },
  );
}

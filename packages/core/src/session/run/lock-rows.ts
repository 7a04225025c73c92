import type { LockedRows, LockRow, LockWait, Row } from '@kalamdb/sql';
import { headKey, type KeyReader } from '@kalamdb/store';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { CoreError } from '../../error.ts';
import { keyOfVersion } from '../../table/row-key.ts';
import type { RowLock } from '../../transaction/row-locks.ts';
import type { ExecutionOwner } from './execution-owner.ts';
import { checkMayWrite } from './in-transaction.ts';

/**
 * What locks the rows of a table for the transaction of whoever executes; without one nothing stays
 * locked. Rows that another transaction holds are left out, or are CORE_LOCK_NOT_AVAILABLE, where the
 * query says so. Throws CORE_SERIALIZATION_FAILURE for rows that cannot be locked any more,
 * CORE_READ_ONLY_TRANSACTION.
 */
export function rowLocker(
  owner: ExecutionOwner,
  { first, isShared, wait }: LockedRows,
  rows: LockableRows,
): LockRow {
  checkMayWrite(owner.transaction, 'SELECT FOR UPDATE');
  const lockOf = (row: Row) => ({ key: keyOf(rows, first, row), isShared });
  // The other side of an outer join may have no row.
  return (row) => row[first] === null || lockOne(owner, lockOf(row), { wait, table: rows.table });
}

/** Where rows are found as who locks them sees them. */
interface LockableRows {
  readonly table: StoredTable;
  readonly scope: string;
  readonly store: KeyReader;
}

function keyOf({ table, store, scope }: LockableRows, first: number, row: Row): Uint8Array {
  const { primaryKey } = table.info;
  const columns = primaryKey.length > 0 ? primaryKey : [table.sequenceColumn];
  const whole: Row[number][] = [];
  columns.forEach((column, index) => {
    whole[column] = row[first + index] as Row[number];
  });
  return headKey(table.definition.id, scope, keyOfVersion({ store, scope }, table, whole));
}

function lockOne(
  { engine, transaction }: ExecutionOwner,
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

import type { TableName } from '@kalamdb/sql';
import type { TableIndex } from '../catalog/stored-index.ts';
import type { StoredView } from '../catalog/stored-view.ts';
import type { StoredTable } from '../catalog/table-definition.ts';
import type { SequenceRecord } from '../sequences/sequence-record.ts';
import { isViewVisible, isVisible } from './authorize.ts';
import { findIndex, noSuchIndex } from './find-index.ts';
import { findSequence, noSuchSequence } from './find-sequence.ts';
import { findStoredTable, noSuchTable } from './find-stored-table.ts';
import { findStoredView, noSuchView } from './find-stored-view.ts';
import { sequenceAccess } from './sequence-access.ts';
import type { Session } from './session.ts';

/** As `findStoredTable`; what the session's user may not know of does not exist. */
export function findVisibleTable(session: Session, written: TableName): StoredTable {
  const table = findStoredTable(session, written);
  if (isTableVisible(session, table)) return table;
  throw noSuchTable(session, written);
}

/** As `findStoredView`; what the session's user may not know of does not exist. */
export function findVisibleView(session: Session, written: TableName): StoredView {
  const { catalog, options } = session.engine;
  const view = findStoredView(session, written);
  if (isViewVisible(options.policy, session.principal, view, catalog)) return view;
  throw noSuchView(session, written);
}

/** As `findIndex`, with its table; what the session's user may not know of does not exist. */
export function findVisibleIndex(
  session: Session,
  written: TableName,
): { readonly index: TableIndex; readonly table: StoredTable } {
  const index = findIndex(session, written);
  const table = session.engine.catalog.byId(index.record.tableId);
  if (table !== undefined && isTableVisible(session, table)) return { index, table };
  throw noSuchIndex(session, written);
}

/** As `findSequence`; what the session's user may not know of does not exist. */
export function findVisibleSequence(session: Session, written: TableName): SequenceRecord {
  const { catalog, options } = session.engine;
  const sequence = findSequence(session, written);
  const access = sequenceAccess('describe', sequence, catalog);
  if (options.policy.decide(session.principal, access).allowed) return sequence;
  throw noSuchSequence(session, written);
}

function isTableVisible({ engine, principal }: Session, { info }: StoredTable): boolean {
  return isVisible(engine.options.policy, principal, info, engine.catalog);
}

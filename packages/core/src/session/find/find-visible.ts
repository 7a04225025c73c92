import type { TableName } from '@kalamdb/sql';
import type { TableIndex } from '../../catalog/stored-index.ts';
import type { StoredView } from '../../catalog/stored-view.ts';
import type { StoredTable } from '../../catalog/table-definition.ts';
import type { SequenceRecord } from '../../sequences/sequence-record.ts';
import type { Session } from '../session.ts';
import { findIndex, noSuchIndex } from './find-index.ts';
import { findSequence, noSuchSequence } from './find-sequence.ts';
import { findStoredTable, noSuchTable } from './find-stored-table.ts';
import { findStoredView, noSuchView } from './find-stored-view.ts';
import { isKnown } from './is-known.ts';

/** As `findStoredTable`; what the session's user may not know of does not exist. */
export function findVisibleTable(session: Session, written: TableName): StoredTable {
  if (isKnown(session, written)) return findStoredTable(session, written);
  throw noSuchTable(session, written);
}

/** As `findStoredView`; what the session's user may not know of does not exist. */
export function findVisibleView(session: Session, written: TableName): StoredView {
  if (isKnown(session, written)) return findStoredView(session, written);
  throw noSuchView(session, written);
}

/** As `findIndex`; what the session's user may not know of does not exist. */
export function findVisibleIndex(session: Session, written: TableName): TableIndex {
  if (isKnown(session, written)) return findIndex(session, written);
  throw noSuchIndex(session, written);
}

/** As `findSequence`; what the session's user may not know of does not exist. */
export function findVisibleSequence(session: Session, written: TableName): SequenceRecord {
  if (isKnown(session, written)) return findSequence(session, written);
  throw noSuchSequence(session, written);
}

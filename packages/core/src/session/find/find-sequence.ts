import type { TableName } from '@kalamdb/sql';
import { CoreError } from '../../error.ts';
import type { SequenceRecord } from '../../sequences/sequence-record.ts';
import type { Session } from '../session.ts';
import { qualifiedName, resolveName } from './object-name.ts';
import { refuseOtherKind } from './refuse-other-kind.ts';

/** The sequence that `written` names. CORE_SEQUENCE_NOT_FOUND; CORE_WRONG_KIND for something else. */
export function findSequence(session: Session, written: TableName): SequenceRecord {
  const sequence = lookUpSequence(session, written);
  if (sequence !== undefined) return sequence;
  throw noSuchSequence(session, written);
}

/** The same; `undefined` where nothing has the name. */
export function lookUpSequence(session: Session, written: TableName): SequenceRecord | undefined {
  const { namespace, name } = resolveName(session, written);
  const sequence = session.engine.catalog.sequences.find(namespace, name);
  if (sequence === undefined) refuseOtherKind(session, written, { kinds: ['sequence'] });
  return sequence;
}

/** CORE_SEQUENCE_NOT_FOUND at the name. */
export function noSuchSequence(session: Session, written: TableName): CoreError {
  const message = `sequence '${qualifiedName(session, written)}' does not exist`;
  return new CoreError('CORE_SEQUENCE_NOT_FOUND', message, { position: written.name.at });
}

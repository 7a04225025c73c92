import type { TableName } from '@kalamdb/sql';
import type { TableIndex } from '../../catalog/stored-index.ts';
import { CoreError } from '../../error.ts';
import type { Session } from '../session.ts';
import { qualifiedName, resolveName } from './object-name.ts';
import { refuseOtherKind } from './refuse-other-kind.ts';

/** The index that `written` names. CORE_INDEX_NOT_FOUND; CORE_WRONG_KIND for something else. */
export function findIndex(session: Session, written: TableName): TableIndex {
  const { catalog } = session.engine;
  const { namespace, name } = resolveName(session, written);
  const index = catalog.findIndex(namespace, name);
  if (index !== undefined) return index;
  refuseOtherKind(session, written, { kinds: ['index'] });
  throw noSuchIndex(session, written);
}

/** CORE_INDEX_NOT_FOUND at the name. */
export function noSuchIndex(session: Session, written: TableName): CoreError {
  const message = `index '${qualifiedName(session, written)}' does not exist`;
  return new CoreError('CORE_INDEX_NOT_FOUND', message, { position: written.name.at });
}

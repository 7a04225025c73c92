import type { TableName } from '@kalamdb/sql';
import type { StoredView } from '../../catalog/stored-view.ts';
import { CoreError } from '../../error.ts';
import type { Session } from '../session.ts';
import { qualifiedName, resolveName } from './object-name.ts';
import { refuseOtherKind } from './refuse-other-kind.ts';

/** The view that `written` names. CORE_VIEW_NOT_FOUND; CORE_WRONG_KIND for something else. */
export function findStoredView(session: Session, written: TableName): StoredView {
  const { catalog } = session.engine;
  const { namespace, name } = resolveName(session, written);
  const view = catalog.findView(namespace, name);
  if (view !== undefined) return view;
  refuseOtherKind(session, written, { kinds: ['view'] });
  throw noSuchView(session, written);
}

/** CORE_VIEW_NOT_FOUND at the name. */
export function noSuchView(session: Session, written: TableName): CoreError {
  const message = `view '${qualifiedName(session, written)}' does not exist`;
  return new CoreError('CORE_VIEW_NOT_FOUND', message, { position: written.name.at });
}

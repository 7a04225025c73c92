import type { TableName } from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { CoreError } from '../../error.ts';
import type { Session } from '../session.ts';
import { qualifiedName, resolveName } from './object-name.ts';
import { refuseOtherKind } from './refuse-other-kind.ts';

/**
 * The stored table that `written` names. CORE_TABLE_NOT_FOUND, also for a table of another kind than
 * the statement says; CORE_WRONG_KIND for something else.
 */
export function findStoredTable(
  session: Session,
  written: TableName,
  expected?: StoredTable['definition']['kind'],
): StoredTable {
  const { catalog } = session.engine;
  const { namespace, name } = resolveName(session, written);
  const table = catalog.find(namespace, name);
  const position = written.name.at;
  if (table === undefined) {
    refuseOtherKind(session, written, { kinds: ['table'] });
    throw noSuchTable(session, written);
  }
  const { kind } = table.definition;
  if (expected === undefined || kind === expected) return table;
  throw new CoreError(
    'CORE_TABLE_NOT_FOUND',
    `'${namespace}.${name}' is a ${kind.toUpperCase()} table, not a ${expected.toUpperCase()} table`,
    { position },
  );
}

/** CORE_TABLE_NOT_FOUND at the name. */
export function noSuchTable(session: Session, written: TableName): CoreError {
  const message = `table '${qualifiedName(session, written)}' does not exist`;
  return new CoreError('CORE_TABLE_NOT_FOUND', message, { position: written.name.at });
}

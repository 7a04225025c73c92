import type { TableName } from '@kalamdb/sql';
import type { Access } from '../../policy.ts';
import { resolveName } from '../find/object-name.ts';
import type { Session } from '../session.ts';

/** What the policy is asked about making, changing or dropping the sequence that `written` names. */
export function sequenceChangeAccess(
  session: Session,
  action: 'create-table' | 'alter-table' | 'drop-table',
  written: TableName,
): Access {
  const { catalog } = session.engine;
  const { namespace, name } = resolveName(session, written);
  const owner = catalog.sequences.find(namespace, name)?.owner;
  const tableKind = (owner && catalog.byId(owner.tableId))?.definition.kind ?? 'shared';
  return { action, tableKind, table: `${namespace}.${name}` };
}

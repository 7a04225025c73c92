import type { TableName } from '@kalamdb/sql';
import type { CatalogCache } from '../catalog/catalog.ts';
import type { Access } from '../policy.ts';
import type { SequenceRecord } from '../sequences/sequence-record.ts';
import { type TableAction, tableAccess } from './authorize.ts';
import { resolveName } from './object-name.ts';
import type { Session } from './session.ts';

/**
 * What the policy is asked about `action` on a sequence: what it is asked about the table that the
 * sequence belongs to, and about a SHARED table where it belongs to none.
 */
export function sequenceAccess(
  action: TableAction,
  { owner, namespace, name }: SequenceRecord,
  catalog: CatalogCache,
): Access {
  const table = owner && catalog.byId(owner.tableId);
  if (table !== undefined) return tableAccess(action, table.info, catalog);
  return {
    action,
    tableKind: 'shared',
    accessLevel: undefined,
    table: `${namespace}.${name}`,
  };
}

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

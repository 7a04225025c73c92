import type { TableName } from '@kalamdb/sql';
import type { Access, TableKind } from '../../policy.ts';
import { resolveName } from '../find/object-name.ts';
import type { Session } from '../session.ts';

type TableChange = 'alter-table' | 'drop-table' | 'create-index';

/**
 * What the policy is asked about changing the table that `written` names. Where there is none it is
 * asked about one of the `expected` kind: who may not change it does not learn that it is missing.
 */
export function tableChangeAccess(
  session: Session,
  action: TableChange,
  written: TableName,
  expected: TableKind = 'shared',
): Access {
  const { namespace, name } = resolveName(session, written);
  const kind = session.engine.catalog.table(namespace, name)?.kind ?? 'sequence';
  const tableKind = kind === 'sequence' ? expected : kind;
  return { action, tableKind, table: `${namespace}.${name}` };
}

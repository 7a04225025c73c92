import type { Name, TableName } from '@kalamdb/sql';
import type { RelationName } from '../../catalog/stored-view.ts';
import { isSystemNamespace } from '../../catalog/system-namespaces.ts';
import { CoreError } from '../../error.ts';
import type { Session } from '../session.ts';

/** The full name that `table` stands for in the session's namespace. */
export function resolveName(session: Session, table: TableName): RelationName {
  return { namespace: table.namespace?.text ?? session.namespace, name: table.name.text };
}

/** The same, with a dot. */
export function qualifiedName(session: Session, table: TableName): string {
  const { namespace, name } = resolveName(session, table);
  return `${namespace}.${name}`;
}

/** Throws CORE_READ_ONLY for a name in a namespace of the database's own tables. */
export function checkWritableNamespace(session: Session, table: TableName): void {
  const { namespace } = resolveName(session, table);
  refuseSystemNamespace({ text: namespace, at: table.namespace?.at ?? table.name.at });
}

/** The same for the name of a namespace. */
export function refuseSystemNamespace({ text, at }: Name): void {
  if (!isSystemNamespace(text)) return;
  throw new CoreError('CORE_READ_ONLY', `namespace '${text}' is read-only`, { position: at });
}

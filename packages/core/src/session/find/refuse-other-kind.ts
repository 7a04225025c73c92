import type { TableName } from '@kalamdb/sql';
import { aKind, type ObjectKind, wrongKind } from '../../catalog/object-kind.ts';
import type { Session } from '../session.ts';
import { resolveName } from './object-name.ts';

interface Wanted {
  readonly kinds: readonly ObjectKind[];
  /** What to do about a thing of another kind. */
  hint?(kind: ObjectKind): string;
}

/** CORE_WRONG_KIND if `written` names something that is none of the kinds. */
export function refuseOtherKind(
  session: Session,
  written: TableName,
  { kinds, hint }: Wanted,
): void {
  const { namespace, name } = resolveName(session, written);
  const kind = session.engine.catalog.kindOf(namespace, name);
  if (kind === undefined || kinds.includes(kind)) return;
  const message = `${kind} '${namespace}.${name}' is not ${kinds.map(aKind).join(' or ')}`;
  throw wrongKind(message, written, hint?.(kind));
}

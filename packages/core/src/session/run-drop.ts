import type { TableName } from '@kalamdb/sql';
import type { Named } from '../catalog/named.ts';
import { aKind, type ObjectKind } from '../catalog/object-kind.ts';
import type { CoreError } from '../error.ts';
import type { StatementResult } from '../result.ts';
import { checkWritableNamespace, qualifiedName } from './object-name.ts';
import { refuseOtherKind } from './refuse-other-kind.ts';
import type { Session } from './session.ts';
import { done } from './statement-handler.ts';

/** Something that a DROP names. */
export interface DropTarget<T> {
  /** In full, as the answer shows it. */
  readonly shown: string;
  readonly position: number;
  /** `undefined`: there is none. Throws if the name is of something else. */
  find(): T | undefined;
  /** The error where there must be one. */
  missing(): CoreError;
}

/** How a DROP looks for what its names are of. */
interface Lookup<T> {
  readonly kind: ObjectKind;
  /** As `DropTarget.find`. */
  find(session: Session, written: TableName): T | undefined;
  missing(session: Session, written: TableName): CoreError;
}

/**
 * The targets of names with namespaces. When they are looked for: CORE_READ_ONLY in a namespace of
 * the system, CORE_WRONG_KIND for something of another kind.
 */
export function targetsOf<T>(
  session: Session,
  names: readonly TableName[],
  { kind, find, missing }: Lookup<T>,
): readonly DropTarget<T>[] {
  return names.map((written) => ({
    shown: qualifiedName(session, written),
    position: written.name.at,
    find() {
      checkWritableNamespace(session, written);
      refuseOtherKind(session, written, { kinds: [kind], hint: dropInstead });
      return find(session, written);
    },
    missing: () => missing(session, written),
  }));
}

function dropInstead(kind: ObjectKind): string {
  return `Use DROP ${kind.toUpperCase()} to remove ${aKind(kind)}.`;
}

interface DropList<T> {
  readonly what: keyof typeof plurals;
  readonly ifExists: boolean;
  readonly targets: readonly DropTarget<T>[];
}

const plurals = {
  Table: 'Tables',
  View: 'Views',
  Index: 'Indexes',
  Sequence: 'Sequences',
  Namespace: 'Namespaces',
};

/**
 * Run a DROP of all targets or none. `drop` calls its argument when no other change of the catalog
 * is under way: it looks for the targets, each once, and throws for those that must be there.
 */
export async function runDrop<T>(
  session: Session,
  { what, ifExists, targets }: DropList<T>,
  drop: (find: () => readonly Named<T>[]) => Promise<void>,
): Promise<StatementResult> {
  let found = new Map<T, DropTarget<T>>();
  await drop(() => {
    found = findTargets(targets, ifExists);
    return [...found].map(([object, { position }]) => ({ found: object, position }));
  });
  const dropped = [...found.values()].map(({ shown }) => shown);
  const missing = targets.map(({ shown }) => shown).filter((shown) => !dropped.includes(shown));
  const parts = [
    ...(dropped.length > 0 ? [`${subject(what, dropped)} dropped successfully`] : []),
    ...[...new Set(missing)].map((shown) => `${what} ${shown} does not exist`),
  ];
  return done(session, parts.join('; '));
}

function findTargets<T>(
  targets: readonly DropTarget<T>[],
  ifExists: boolean,
): Map<T, DropTarget<T>> {
  const found = new Map<T, DropTarget<T>>();
  for (const target of targets) {
    const object = target.find();
    if (object !== undefined) found.set(object, found.get(object) ?? target);
    else if (!ifExists) throw target.missing();
  }
  return found;
}

function subject(what: keyof typeof plurals, names: readonly string[]): string {
  return `${names.length === 1 ? what : plurals[what]} ${names.join(', ')}`;
}

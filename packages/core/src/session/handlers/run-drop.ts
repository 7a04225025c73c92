import type { TableName } from '@kalamdb/sql';
import type { Named } from '../../catalog/named.ts';
import { aKind, type ObjectKind } from '../../catalog/object-kind.ts';
import type { CoreError } from '../../error.ts';
import type { StatementResult } from '../../result.ts';
import { checkWritableNamespace, qualifiedName } from '../find/object-name.ts';
import { refuseOtherKind } from '../find/refuse-other-kind.ts';
import type { Session } from '../session.ts';
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

type Drop<T> = (find: () => readonly Named<T>[]) => Promise<void>;

/** A DROP of objects with a namespace, and how what is to be dropped is found. */
interface ObjectDrop<T> {
  readonly kind: ObjectKind;
  readonly names: readonly TableName[];
  readonly ifExists: boolean;
  /** As `DropTarget.find`. */
  find(session: Session, written: TableName): T | undefined;
  missing(session: Session, written: TableName): CoreError;
}

/**
 * As `runDrop`. CORE_READ_ONLY for a name in a namespace of the system, CORE_WRONG_KIND for something
 * of another kind.
 */
export function dropObjects<T>(
  session: Session,
  { kind, names, ifExists, find, missing }: ObjectDrop<T>,
  drop: Drop<T>,
): Promise<StatementResult> {
  const targets = names.map((written) => ({
    shown: qualifiedName(session, written),
    position: written.name.at,
    find() {
      checkWritableNamespace(session, written);
      refuseOtherKind(session, written, { kinds: [kind], hint: dropInstead });
      return find(session, written);
    },
    missing: () => missing(session, written),
  }));
  return runDrop(session, { what: subjects[kind], ifExists, targets }, drop);
}

const subjects = {
  table: 'Table',
  view: 'View',
  index: 'Index',
  sequence: 'Sequence',
} as const satisfies Record<ObjectKind, keyof typeof plurals>;

function dropInstead(kind: ObjectKind): string {
  return `Use DROP ${kind.toUpperCase()} to remove ${aKind(kind)}.`;
}

/**
 * Run a DROP of all targets or none. `drop` calls its argument when no other change of the catalog
 * is under way: it looks for the targets, each once, and throws for those that must be there.
 */
export async function runDrop<T>(
  session: Session,
  { what, ifExists, targets }: DropList<T>,
  drop: Drop<T>,
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

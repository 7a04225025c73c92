import { foreignKeysOf } from '../../catalog/foreign-keys.ts';
import type { TableIndex } from '../../catalog/stored-index.ts';
import { enterKeys, type WaitingRow } from '../moving-row.ts';
import { startTimeSlice } from '../time-slice.ts';
import type { WriteRun } from '../write-run.ts';
import { hasChildren, hasParent, noParent } from './check-reference.ts';
import { findChildren } from './find-children.ts';
import { childScope, type ForeignKeyLink, keyOfEnd, linkForeignKey } from './foreign-key-link.ts';
import { type LostKey, lostKeys } from './lost-keys.ts';
import type { RecordedChange, RecordingStaging } from './recording-staging.ts';
import { actionOn, stageAction } from './referential-action.ts';
import { type ColumnValues, nameOf } from './row-access.ts';

/** Keys of rows of one scope that are to be looked at when all is staged. */
interface DueKeys {
  readonly link: ForeignKeyLink;
  readonly scope: string;
  readonly keys: Map<string, ColumnValues>;
}

/** What holds only when the whole statement is done, as NO ACTION has it. */
interface Due {
  /** Keys that rows have come to reference, by foreign key and scope. */
  readonly parents: Map<string, DueKeys>;
  /** Keys that rows have lost and that must not be referenced, by foreign key and scope. */
  readonly children: Map<string, DueKeys>;
}

/**
 * Do what foreign keys say of the rows that a statement has changed, and of those that this changes
 * in turn; then check all of them. The statement is the only one that stages, so what is seen here
 * is what will be. CORE_FOREIGN_KEY_VIOLATION; throws as `stageAction`.
 */
export async function settleReferences(staging: RecordingStaging, run: WriteRun): Promise<void> {
  const due: Due = { parents: new Map(), children: new Map() };
  let changes = staging.takeChanges();
  while (changes.length > 0) {
    for (const [tableId, group] of byTable(changes)) {
      noteReferences(due, run, tableId, group);
      await actOnReferences(staging, run, { due, tableId, changes: group });
    }
    changes = staging.takeChanges();
  }
  await checkParents(staging, due.parents);
  await checkChildren(staging, due.children);
}

function byTable(
  changes: readonly RecordedChange[],
): ReadonlyMap<number, readonly RecordedChange[]> {
  const groups = new Map<number, RecordedChange[]>();
  for (const change of changes) {
    const group = groups.get(change.tableId);
    if (group === undefined) groups.set(change.tableId, [change]);
    else group.push(change);
  }
  return groups;
}

function noteReferences(
  { parents }: Due,
  { catalog }: WriteRun,
  tableId: number,
  changes: readonly RecordedChange[],
): void {
  const definition = catalog.byId(tableId)?.definition;
  if (definition === undefined) return;
  for (const key of foreignKeysOf(definition)) {
    const link = linkForeignKey(catalog, key);
    for (const change of changes) {
      const values = newReference(link, change);
      if (values !== undefined) dueKeys(parents, link, change.scope).set(nameOf(values), values);
    }
  }
}

/** What a changed row references that it did not before. */
function newReference(
  { child }: ForeignKeyLink,
  { kind, before, after, moved }: RecordedChange,
): ColumnValues | undefined {
  const values = kind === 'delete' ? undefined : keyOfEnd(child, after);
  const old = before ?? moved;
  const known = old && keyOfEnd(child, old);
  const isKept = values !== undefined && known !== undefined && nameOf(known) === nameOf(values);
  return isKept ? undefined : values;
}

interface Changes {
  readonly due: Due;
  readonly tableId: number;
  readonly changes: readonly RecordedChange[];
}

async function actOnReferences(
  staging: RecordingStaging,
  run: WriteRun,
  { due, tableId, changes }: Changes,
): Promise<void> {
  // A transaction's own rows have no entries in an index that is newer than its snapshot.
  const isComplete = ({ record }: TableIndex): boolean =>
    run.findIndex(record.tableId, record.id) !== undefined;
  for (const key of run.catalog.foreignKeysTo(tableId)) {
    const link = linkForeignKey(run.catalog, key, isComplete);
    for (const [scope, lost] of lostKeys(link, changes)) {
      const acting = new Map<string, LostKey>();
      for (const [name, entry] of lost) {
        const action = actionOn(link, entry);
        if (action !== 'no-action') acting.set(name, entry);
        // A default may be the very key that was lost: then its action has changed nothing.
        if (action === 'no-action' || action === 'set-default') {
          dueKeys(due.children, link, scope).set(name, entry.values);
        }
      }
      await act(staging, run, { link, scope, lost: acting });
    }
  }
}

interface Loss {
  readonly link: ForeignKeyLink;
  readonly scope: string;
  readonly lost: ReadonlyMap<string, LostKey>;
}

async function act(
  staging: RecordingStaging,
  run: WriteRun,
  { link, scope, lost }: Loss,
): Promise<void> {
  if (lost.size === 0) return;
  const keys = new Map([...lost].map(([name, { values }]) => [name, values]));
  const slice = startTimeSlice();
  const waiting: WaitingRow[] = [];
  for (const child of await findChildren(staging, link, childScope(link, scope), keys)) {
    const cause = lost.get(child.keyName) as LostKey;
    const moving = stageAction(staging, run, link, { child, lost: cause });
    if (moving !== undefined) waiting.push({ moving });
    if (slice.isSpent()) await slice.pause();
  }
  await enterKeys(staging, waiting);
}

async function checkParents(
  staging: RecordingStaging,
  parents: ReadonlyMap<string, DueKeys>,
): Promise<void> {
  const slice = startTimeSlice();
  for (const { link, scope, keys } of parents.values()) {
    for (const values of keys.values()) {
      if (!hasParent((key) => staging.get(key), link, scope, values)) throw noParent(link, values);
      if (slice.isSpent()) await slice.pause();
    }
  }
}

async function checkChildren(
  staging: RecordingStaging,
  children: ReadonlyMap<string, DueKeys>,
): Promise<void> {
  for (const { link, scope, keys } of children.values()) {
    for (const [name, values] of keys) {
      // Another row may have the key by now.
      if (hasParent((key) => staging.get(key), link, scope, values)) keys.delete(name);
    }
    if (keys.size === 0) continue;
    const [child] = await findChildren(staging, link, childScope(link, scope), keys);
    if (child !== undefined) throw hasChildren(link, keys.get(child.keyName) as ColumnValues);
  }
}

function dueKeys(
  due: Map<string, DueKeys>,
  link: ForeignKeyLink,
  scope: string,
): Map<string, ColumnValues> {
  const name = `${link.child.table.definition.id} ${link.record.name} ${scope}`;
  const known = due.get(name) ?? { link, scope, keys: new Map<string, ColumnValues>() };
  due.set(name, known);
  return known.keys;
}

import { type ForeignKey, foreignKeysOf } from '../../catalog/foreign-keys.ts';
import type { TableIndex } from '../../catalog/stored-index.ts';
import { withoutValues } from '../hiding-values.ts';
import { enterKeys, type WaitingRow } from '../moving-row.ts';
import { startTimeSlice } from '../time-slice.ts';
import type { WriteRun } from '../write-run.ts';
import { hasChildren, hasParent, noParent } from './check-reference.ts';
import { type DueKey, type DueKeys, dueKeys, dueName, noteKey } from './due-keys.ts';
import { type Child, findChildren } from './find-children.ts';
import { childScope, type ForeignKeyLink, keyOfEnd, linkForeignKey } from './foreign-key-link.ts';
import { type LostKey, lostKeys } from './lost-keys.ts';
import type { RecordedChange, RecordingStaging } from './recording-staging.ts';
import { actionOn, stageAction } from './referential-action.ts';
import { type ColumnValues, nameOf } from './row-access.ts';

/** What holds only when the whole statement is done, as NO ACTION has it. */
interface Due {
  /** Keys that rows have come to reference, by foreign key and scope. */
  readonly parents: Map<string, DueKeys>;
  /** Keys that rows have lost and that must not be referenced, by foreign key and scope. */
  readonly children: Map<string, DueKeys>;
  /** The tables with rows that actions have changed or deleted. */
  readonly acted: Set<number>;
}

/**
 * Do what foreign keys say of the rows that a statement has changed, and of those that this changes
 * in turn; then check all of them. The statement is the only one that stages, so what is seen here
 * is what will be. CORE_FOREIGN_KEY_VIOLATION; throws as `stageAction`.
 */
export async function settleReferences(staging: RecordingStaging, run: WriteRun): Promise<void> {
  const due: Due = { parents: new Map(), children: new Map(), acted: new Set() };
  let changes = staging.takeChanges();
  while (changes.length > 0) {
    const groups = byTable(changes);
    for (const [tableId, group] of groups) noteReferences(due, run, tableId, group);
    for (const [tableId, group] of groups) {
      await actOnReferences(staging, run, { due, tableId, changes: group });
    }
    changes = staging.takeChanges();
  }
  await checkParents(staging, run, due);
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
  run: WriteRun,
  tableId: number,
  changes: readonly RecordedChange[],
): void {
  const definition = run.catalog.byId(tableId)?.definition;
  if (definition === undefined) return;
  for (const key of foreignKeysOf(definition)) {
    const link = presentLink(run, key);
    for (const change of changes) {
      const values = newReference(link, change);
      if (values !== undefined) noteKey(dueKeys(parents, link, change.scope), values, change);
    }
  }
}

function presentLink(run: WriteRun, key: ForeignKey): ForeignKeyLink {
  // A transaction's own rows have no entries in an index that is newer than its snapshot.
  const isComplete = ({ record }: TableIndex): boolean =>
    run.findIndex(record.tableId, record.id) !== undefined;
  return linkForeignKey(run.catalog, key, isComplete);
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
  for (const key of run.catalog.foreignKeysTo(tableId)) {
    const link = presentLink(run, key);
    for (const [scope, lost] of lostKeys(link, changes)) {
      const acting = new Map<string, LostKey>();
      for (const [name, entry] of lost) {
        const action = actionOn(link, entry);
        if (action !== 'no-action') acting.set(name, entry);
        // A default may be the very key that was lost: then its action has changed nothing.
        if (action === 'no-action' || action === 'set-default') {
          noteKey(dueKeys(due.children, link, scope), entry.values, entry);
        }
      }
      await actDiscreetly(staging, run, { due, link, scope, lost: acting });
    }
  }
}

interface Loss {
  readonly due: Due;
  readonly link: ForeignKeyLink;
  readonly scope: string;
  readonly lost: ReadonlyMap<string, LostKey>;
}

/** As `act`; errors that rows of other users cause are told without their values. */
async function actDiscreetly(staging: RecordingStaging, run: WriteRun, loss: Loss): Promise<void> {
  try {
    await act(staging, run, loss);
  } catch (error) {
    const { link, scope } = loss;
    throw childScope(link, scope) === run.scope ? error : withoutValues(error, link.child.table);
  }
}

async function act(staging: RecordingStaging, run: WriteRun, loss: Loss): Promise<void> {
  const { due, link, scope, lost } = loss;
  if (lost.size === 0) return;
  const keys = new Map([...lost].map(([name, { values }]) => [name, values]));
  const slice = startTimeSlice();
  const waiting: WaitingRow[] = [];
  for (const child of await findChildren(staging, link, childScope(link, scope), keys)) {
    const cause = lost.get(child.keyName) as LostKey;
    if (isMadeBefore(staging, loss, child)) throw noParent(link, cause.values);
    due.acted.add(link.child.table.definition.id);
    const moving = stageAction(staging, run, link, { child, lost: cause });
    if (moving !== undefined) waiting.push({ moving });
    if (slice.isSpent()) await slice.pause();
  }
  await enterKeys(staging, waiting);
}

/** Whether a row came to reference a key, now gone, by a part before the one that took it away. */
function isMadeBefore(
  staging: RecordingStaging,
  { due, link, lost }: Loss,
  { scope, keyName }: Child,
): boolean {
  const made = due.parents.get(dueName(link, scope))?.keys.get(keyName);
  const { part } = lost.get(keyName) as LostKey;
  return (
    made !== undefined &&
    made.part < part &&
    !hasParent((key) => staging.get(key), link, scope, made)
  );
}

async function checkParents(
  staging: RecordingStaging,
  run: WriteRun,
  { parents, acted }: Due,
): Promise<void> {
  const slice = startTimeSlice();
  for (const { link, scope, keys } of parents.values()) {
    for (const [name, values] of keys) {
      if (hasParent((key) => staging.get(key), link, scope, values)) keys.delete(name);
      if (slice.isSpent()) await slice.pause();
    }
    const missing = keys.values().next().value;
    if (missing === undefined) continue;
    const refusal = (values: ColumnValues) => {
      const error = noParent(link, values);
      return scope === run.scope ? error : withoutValues(error, link.child.table);
    };
    // An action may have taken away the rows that came to reference it.
    if (!acted.has(link.child.table.definition.id)) throw refusal(missing);
    const [child] = await findChildren(staging, link, scope, keys);
    if (child !== undefined) throw refusal(keys.get(child.keyName) as DueKey);
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

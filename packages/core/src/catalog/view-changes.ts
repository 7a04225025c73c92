import assert from 'node:assert/strict';
import type { TableName } from '@kalamdb/sql';
import { entityTarget, viewEntities } from '../entities.ts';
import { CoreError } from '../error.ts';
import type { Staging } from '../write/commit/staging.ts';
import type { CatalogCache } from './catalog.ts';
import { commentKeys, stageComment, stageForgetComments } from './comments.ts';
import { dependentViews } from './dependent-views.ts';
import { wrongKind } from './object-kind.ts';
import {
  buildStoredView,
  type RelationName,
  type StoredView,
  type ViewRecord,
} from './stored-view.ts';

/** A view to be made. */
export interface ViewDraft extends RelationName {
  readonly orReplace: boolean;
  /** Where its name is written. */
  readonly written: TableName;
  /** Called with the view that the new one replaces, with the catalog as it is when it is made. */
  define(replaced: StoredView | undefined): ViewRecord;
}

/**
 * Stage a view. False if something has the name and is not to be replaced. CORE_NAMESPACE_NOT_FOUND
 * and, for another thing than a view to replace, CORE_WRONG_KIND at the name; throws what `define`
 * throws.
 */
export function stageView(staging: Staging, catalog: CatalogCache, draft: ViewDraft): boolean {
  const { namespace, name, orReplace, written } = draft;
  if (!catalog.hasNamespace(namespace)) throw noNamespace(namespace, written);
  const kind = catalog.kindOf(namespace, name);
  if (kind !== undefined && !orReplace) return false;
  const replaced = catalog.findView(namespace, name);
  if (kind !== undefined && replaced === undefined) {
    throw wrongKind(`${kind} '${namespace}.${name}' is not a view`, written);
  }
  const view = buildStoredView(draft.define(replaced));
  viewEntities.stagePut(entityTarget(staging), replaced?.record, view.record);
  staging.onDurable(() => catalog.addView(view));
  return true;
}

/** What is dropped, or gets another name. */
interface LeavingRelation extends RelationName {
  readonly what: 'table' | 'view' | 'sequence';
  /** Where the statement names it. */
  readonly position: number;
}

/**
 * Stage the drop of all views that read what is dropped. CORE_DEPENDENT_OBJECTS when there are any,
 * unless `cascade`.
 */
export function stageDropReaders(
  staging: Staging,
  catalog: CatalogCache,
  dropped: readonly LeavingRelation[],
  cascade: boolean,
): void {
  const readers = dependentViews(catalog.storedViews(), dropped);
  if (readers.length > 0 && !cascade) throw hasReaders(catalog, dropped, readers);
  for (const view of readers) stageRemoval(staging, catalog, view);
}

/** Stage the drop of one view, whoever reads it. */
export function stageRemoval(staging: Staging, catalog: CatalogCache, view: StoredView): void {
  const { record } = view;
  viewEntities.stageDelete(entityTarget(staging), record);
  stageForgetComments(staging, catalog, viewCommentKeys(record));
  staging.onDurable(() => catalog.removeView(view));
}

/**
 * Stage another name for a view, within its namespace; whether it is free is known. Comments follow.
 * CORE_DEPENDENT_OBJECTS at `position` when views read it: their texts have its name.
 */
export function stageRenameView(
  staging: Staging,
  catalog: CatalogCache,
  before: StoredView,
  { name, position }: { readonly name: string; readonly position: number },
): void {
  const { record } = before;
  refuseReaders(catalog, { what: 'view', ...record, position });
  const after = buildStoredView({ ...record, name });
  const moved = viewCommentKeys(record).map((key, index) => {
    return { text: catalog.comment(key), key: viewCommentKeys(after.record)[index] as string };
  });
  stageRemoval(staging, catalog, before);
  viewEntities.stagePut(entityTarget(staging), undefined, after.record);
  for (const { key, text } of moved) {
    if (text !== undefined) stageComment(staging, catalog, key, text);
  }
  staging.onDurable(() => catalog.addView(after));
}

/** CORE_DEPENDENT_OBJECTS when views read what is to get another name: their texts have it. */
export function refuseReaders(catalog: CatalogCache, relation: LeavingRelation): void {
  const readers = dependentViews(catalog.storedViews(), [relation]);
  if (readers.length > 0) throw isRead(relation, readers, 'Drop the views first.');
}

function viewCommentKeys(record: ViewRecord): readonly string[] {
  const columns = record.columns.map(({ name }) => commentKeys.viewColumn(record, name));
  return [commentKeys.view(record), ...columns];
}

/** Most views that a message names. */
const MAX_SHOWN = 5;

/** The error of the first one that is read, by some of `readers`. */
function hasReaders(
  catalog: CatalogCache,
  dropped: readonly LeavingRelation[],
  readers: readonly StoredView[],
): CoreError {
  for (const relation of dropped) {
    const own = dependentViews(catalog.storedViews(), [relation]).filter((view) =>
      readers.includes(view),
    );
    if (own.length > 0)
      return isRead(relation, own, 'Drop the views first, or use DROP … CASCADE.');
  }
  return assert.fail('views that read something read one of its parts');
}

function isRead(
  relation: LeavingRelation,
  readers: readonly StoredView[],
  hint: string,
): CoreError {
  const names = readers.slice(0, MAX_SHOWN).map(({ record }) => fullName(record));
  const more = readers.length > MAX_SHOWN ? ` and ${readers.length - MAX_SHOWN} more` : '';
  return new CoreError(
    'CORE_DEPENDENT_OBJECTS',
    `${relation.what} '${fullName(relation)}' is read by view ${names.join(', ')}${more}`,
    { position: relation.position, hint },
  );
}

/** CORE_NAMESPACE_NOT_FOUND for what is to be made in it. */
export function noNamespace(namespace: string, written: TableName): CoreError {
  return new CoreError('CORE_NAMESPACE_NOT_FOUND', `namespace '${namespace}' does not exist`, {
    position: written.namespace?.at ?? written.name.at,
    hint: `Create it first with CREATE NAMESPACE ${namespace}.`,
  });
}

function fullName({ namespace, name }: RelationName): string {
  return `${namespace}.${name}`;
}

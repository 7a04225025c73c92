import { commentEntities, entityTarget } from '../entities.ts';
import type { Staging } from '../write/commit/staging.ts';
import type { CatalogCache } from './catalog.ts';
import type { RelationName } from './stored-view.ts';
import type { TableDefinition } from './table-definition.ts';

/** What a comment is on, as one text. On disk: they never change. */
export const commentKeys = {
  namespace: (name: string) => `namespace ${name}`,
  table: (id: number) => `table ${id}`,
  column: (tableId: number, columnId: number) => `column ${tableId} ${columnId}`,
  view: ({ namespace, name }: RelationName) => `view ${namespace}.${name}`,
  viewColumn: ({ namespace, name }: RelationName, column: string) =>
    `column ${namespace}.${name} ${column}`,
  index: (id: number) => `index ${id}`,
  sequence: (id: number) => `sequence ${id}`,
} as const;

/** The keys of a table and its columns, also of those that it has no more. */
export function tableCommentKeys({ id, nextColumnId }: TableDefinition): readonly string[] {
  const columns = Array.from({ length: nextColumnId - 1 }, (_, index) => index + 1);
  return [commentKeys.table(id), ...columns.map((column) => commentKeys.column(id, column))];
}

/** Stage that the comment under `key` is `text`, or that there is none. */
export function stageComment(
  staging: Staging,
  catalog: CatalogCache,
  key: string,
  text: string | undefined,
): void {
  const target = entityTarget(staging);
  const previous = commentEntities.get(target, [{ type: 'utf8', value: key }]);
  if (text !== undefined) commentEntities.stagePut(target, previous, { key, text });
  else if (previous !== undefined) commentEntities.stageDelete(target, previous);
  staging.onDurable(() => catalog.setComment(key, text));
}

/** Stage that what the keys stand for has no comments: it is gone. */
export function stageForgetComments(
  staging: Staging,
  catalog: CatalogCache,
  keys: readonly string[],
): void {
  for (const key of keys) {
    if (catalog.comment(key) !== undefined) stageComment(staging, catalog, key, undefined);
  }
}

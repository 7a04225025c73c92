import { quoteName, type TableName, tablesRead } from '@kalamdb/sql';
import type { StoredView } from './stored-view.ts';

/**
 * The statement that makes the view, in any namespace: names in its query that have no namespace get
 * the one that they were resolved in.
 */
export function viewText({ record, info }: StoredView): string {
  const { namespace, name, columns, text, queryNamespace } = record;
  const renamed = columns.some((column) => column.name !== column.queryName);
  const list = renamed ? ` (${columns.map((column) => quoteName(column.name)).join(', ')})` : '';
  const read = tablesRead(info.query).map(({ table }) => table);
  const query = qualify(text, read, queryNamespace);
  return `CREATE VIEW ${quoteName(namespace)}.${quoteName(name)}${list} AS ${query}`;
}

/** `text`, whose tables stand at the offsets of `names`. */
function qualify(text: string, names: readonly TableName[], namespace: string): string {
  const bare = names.filter((name) => name.namespace === undefined).map(({ name }) => name.at);
  const starts = [...bare].sort((a, b) => a - b);
  const parts = starts.map((start, index) => text.slice(starts[index - 1] ?? 0, start));
  return [...parts, text.slice(starts.at(-1) ?? 0)].join(`${quoteName(namespace)}.`);
}

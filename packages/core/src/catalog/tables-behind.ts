import type { TableInfo } from '@kalamdb/sql';
import type { CatalogCache } from './catalog.ts';
import type { RelationName } from './stored-view.ts';

/** The tables that reading `relations` reads, through any number of views; each once. */
export function tablesBehind(
  catalog: CatalogCache,
  relations: readonly RelationName[],
): readonly TableInfo[] {
  const tables = new Set<TableInfo>();
  const seen = new Set<unknown>();
  const waiting = relations.toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const table = catalog.table(next.namespace, next.name);
    if (table !== undefined) tables.add(table);
    const view = catalog.findView(next.namespace, next.name);
    if (view === undefined || seen.has(view)) continue;
    seen.add(view);
    waiting.push(...view.record.reads.toReversed());
  }
  return [...tables];
}

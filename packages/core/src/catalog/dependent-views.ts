import type { RelationName, StoredView } from './stored-view.ts';

/**
 * The views among `views` that read one of `relations`, themselves or through other views, by
 * namespace and name as `views` are. Views among `relations` are left out.
 */
export function dependentViews(
  views: readonly StoredView[],
  relations: readonly RelationName[],
): readonly StoredView[] {
  const readers = readersByRelation(views);
  const dropped = new Set(relations.map(relationKey));
  const found = new Set<StoredView>();
  const waiting = [...dropped];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const view of readers.get(next) ?? []) {
      const key = relationKey(view.record);
      if (dropped.has(key) || found.has(view)) continue;
      found.add(view);
      waiting.push(key);
    }
  }
  return views.filter((view) => found.has(view));
}

function readersByRelation(
  views: readonly StoredView[],
): ReadonlyMap<string, readonly StoredView[]> {
  const readers = new Map<string, StoredView[]>();
  for (const view of views) {
    for (const relation of view.record.reads) {
      const key = relationKey(relation);
      const known = readers.get(key);
      if (known === undefined) readers.set(key, [view]);
      else known.push(view);
    }
  }
  return readers;
}

/** Names have no dots. */
function relationKey({ namespace, name }: RelationName): string {
  return `${namespace}.${name}`;
}

import type { BoundExpression, IndexKey } from '@kalamdb/sql';
import type { CatalogCache } from './catalog.ts';
import type { StoredTable } from './table-definition.ts';

/** Longest part in front of `_idx` and a number. */
const MAX_STEM_LENGTH = 56;

/**
 * A free name for an index without one, as PostgreSQL gives: the table, its keys' columns or
 * functions (`expr` for others) and `idx`, with a number if it is taken.
 */
export function indexName(
  catalog: CatalogCache,
  { definition }: StoredTable,
  keys: readonly IndexKey[],
): string {
  const words = [definition.name, ...keys.map(({ expression }) => keyWord(expression))];
  const stem = words
    .join('_')
    .replace(/[^a-z0-9_]/g, '')
    .slice(0, MAX_STEM_LENGTH);
  for (let number = 0; ; number += 1) {
    const name = `${stem}_idx${number === 0 ? '' : number}`;
    if (!catalog.isTaken(definition.namespace, name)) return name;
  }
}

function keyWord(expression: BoundExpression): string {
  if (expression.kind === 'column') return expression.name;
  return expression.kind === 'call' && /^[a-z]\w*$/.test(expression.function.name)
    ? expression.function.name
    : 'expr';
}

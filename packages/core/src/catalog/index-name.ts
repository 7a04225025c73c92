import type { BoundExpression, IndexKey } from '@kalamdb/sql';
import type { CatalogCache } from './catalog.ts';
import { freeName } from './free-name.ts';
import type { StoredTable } from './table-definition.ts';

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
  return freeName(words, 'idx', (name) => catalog.isTaken(definition.namespace, name));
}

function keyWord(expression: BoundExpression): string {
  if (expression.kind === 'column') return expression.name;
  return expression.kind === 'call' && /^[a-z]\w*$/.test(expression.function.name)
    ? expression.function.name
    : 'expr';
}

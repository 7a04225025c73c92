import type { Expression, OrderItem } from './ast.ts';
import { printSortItem } from './print-window.ts';

/** `ORDER BY a, b DESC`; `undefined` when there is nothing to order by. */
export function printOrderBy(
  items: readonly OrderItem[],
  print: (expression: Expression) => string,
): string | undefined {
  if (items.length === 0) return undefined;
  return `ORDER BY ${items.map((item) => printSortItem(item, print)).join(', ')}`;
}

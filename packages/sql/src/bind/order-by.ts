import type { OrderItem, Select } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { settle } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { itemPosition } from './group-by.ts';
import type { OutputItem } from './select-items.ts';

/** What a sort key sorts by: an output column, or an expression that is not in the select list. */
export interface OrderKey {
  readonly item: OrderItem;
  readonly by:
    | { readonly kind: 'output'; readonly index: number }
    | { readonly kind: 'hidden'; readonly expression: BoundExpression };
}

/**
 * ORDER BY: a number is the position of a select item, a bare name an output column if there is one,
 * anything else an expression over the input.
 */
export function bindOrder(
  context: ExpressionContext,
  select: Select,
  items: readonly OutputItem[],
): readonly OrderKey[] {
  return select.orderBy.map((item) => {
    const output = namedOutput(context, item, items);
    if (output !== undefined) return { item, by: { kind: 'output', index: output } };
    const expression = settle(context.binder, context.bind(item.expression));
    const same = items.findIndex((other) => sameExpression(other.expression, expression));
    if (same >= 0) return { item, by: { kind: 'output', index: same } };
    if (!select.distinct) return { item, by: { kind: 'hidden', expression } };
    throw new SqlError(
      'SQL_GROUPING',
      'for SELECT DISTINCT, ORDER BY expressions must appear in select list',
      { position: item.expression.at },
    );
  });
}

function namedOutput(
  context: ExpressionContext,
  { expression: node }: OrderItem,
  items: readonly OutputItem[],
): number | undefined {
  if (node.kind === 'literal') {
    return itemPosition(context.binder, 'ORDER BY', node, items.length);
  }
  if (node.kind !== 'column' || node.path.length !== 1) return undefined;
  const name = node.path[0].text;
  const index = items.findIndex((item) => item.name === name);
  if (index < 0) return undefined;
  const isAmbiguous = items.some(
    (item) => item.name === name && !sameExpression(item.expression, items[index].expression),
  );
  if (!isAmbiguous) return index;
  throw new SqlError('SQL_AMBIGUOUS_COLUMN', `ORDER BY "${name}" is ambiguous`, {
    position: node.at,
  });
}

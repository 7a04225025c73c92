import type { Expression, OrderItem, Select } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { sameExpression, writtenAlike } from '../../plan/same-expression.ts';
import { settle } from '../expression/coerce-expression.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';
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
  const onlyItems = select.distinct && select.distinctOn.length === 0;
  return select.orderBy.map((item) => {
    const by = bindKey(context, 'ORDER BY', item.expression, items);
    if (by.kind === 'output' || !onlyItems) return { item, by };
    throw new SqlError(
      'SQL_GROUPING',
      'for SELECT DISTINCT, ORDER BY expressions must appear in select list',
      { sqlState: conditions.invalidColumnReference, position: item.expression.at },
    );
  });
}

/** The expressions of DISTINCT ON, read as those of ORDER BY, which must begin with them. */
export function bindDistinctOn(
  context: ExpressionContext,
  { distinctOn }: Select,
  items: readonly OutputItem[],
  order: readonly OrderKey[],
): readonly OrderKey[] {
  const keys = distinctOn.map((expression): OrderKey => {
    const by = bindKey(context, 'DISTINCT ON', expression, items);
    return { item: { expression, descending: false, nulls: undefined }, by };
  });
  const isKey = ({ by }: OrderKey): boolean => keys.some((key) => sameKey(key.by, by));
  const other = order.findIndex((key) => !isKey(key));
  if (other < 0) return keys;
  const leading = order.slice(0, other);
  const missing = keys.find(({ by }) => !leading.some((key) => sameKey(key.by, by)));
  if (missing === undefined) return keys;
  throw new SqlError(
    'SQL_GROUPING',
    'SELECT DISTINCT ON expressions must match initial ORDER BY expressions',
    { sqlState: conditions.invalidColumnReference, position: missing.item.expression.at },
  );
}

/** The expressions of the keys that are not in the select list, in order. */
export function hiddenExpressions(keys: readonly OrderKey[]): readonly BoundExpression[] {
  return keys.flatMap(({ by }) => (by.kind === 'hidden' ? [by.expression] : []));
}

/** The keys with their expressions replaced. */
export function mapKeys(
  keys: readonly OrderKey[],
  map: (expression: BoundExpression) => BoundExpression,
): readonly OrderKey[] {
  return keys.map(({ item, by }) => ({
    item,
    by: by.kind === 'output' ? by : { kind: 'hidden', expression: map(by.expression) },
  }));
}

function sameKey(left: OrderKey['by'], right: OrderKey['by']): boolean {
  if (left.kind === 'output') return right.kind === 'output' && left.index === right.index;
  return right.kind === 'hidden' && sameExpression(left.expression, right.expression);
}

function bindKey(
  context: ExpressionContext,
  clause: string,
  node: Expression,
  items: readonly OutputItem[],
): OrderKey['by'] {
  const output = namedOutput(context, clause, node, items);
  if (output !== undefined) return { kind: 'output', index: output };
  const expression = settle(context.binder, context.bind(node));
  const same = items.findIndex((other) => writtenAlike(other.expression, expression));
  return same >= 0 ? { kind: 'output', index: same } : { kind: 'hidden', expression };
}

function namedOutput(
  context: ExpressionContext,
  clause: string,
  node: Expression,
  items: readonly OutputItem[],
): number | undefined {
  if (node.kind === 'literal') {
    return itemPosition(context.binder, clause, node, items.length);
  }
  if (node.kind !== 'column' || node.path.length !== 1) return undefined;
  const name = node.path[0].text;
  const index = items.findIndex((item) => item.name === name);
  if (index < 0) return undefined;
  const isAmbiguous = items.some(
    (item) => item.name === name && !writtenAlike(item.expression, items[index].expression),
  );
  if (!isAmbiguous) return index;
  throw new SqlError('SQL_AMBIGUOUS_COLUMN', `${clause} "${name}" is ambiguous`, {
    position: node.at,
  });
}

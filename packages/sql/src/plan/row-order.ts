import type { Plan, SortKey, WindowPlan } from './plan.ts';
import { sameExpression } from './same-expression.ts';
import { hasVolatile, replaceColumns } from './walk.ts';

/** The keys by which the rows of a window are sorted: its partition, then its order. */
export function sortKeysOf({
  partition,
  order,
}: Pick<WindowPlan, 'partition' | 'order'>): readonly SortKey[] {
  const keys = partition.map((expression) => ({
    expression,
    descending: false,
    nullsFirst: false,
  }));
  return [...keys, ...order];
}

/** Whether two sort keys over one input give the same order. */
export function sameSortKey(left: SortKey, right: SortKey): boolean {
  return (
    left.descending === right.descending &&
    left.nullsFirst === right.nullsFirst &&
    sameExpression(left.expression, right.expression)
  );
}

/**
 * Whether the rows of `plan` come in the order of `keys`, because a Sort or a Window below has put
 * them into it. Rows that are equal in all keys come as a stable sort would leave them.
 */
export function isOrderedBy(plan: Plan, keys: readonly SortKey[]): boolean {
  if (keys.length === 0) return true;
  if (keys.some(({ expression }) => hasVolatile(expression))) return false;
  switch (plan.kind) {
    case 'sort':
      return isPrefix(keys, plan.keys);
    case 'window':
      if (isPrefix(keys, sortKeysOf(plan))) return true;
      return isOrderedBy(plan.input, sortKeysOf(plan)) && isOrderedBy(plan.input, keys);
    case 'filter':
    case 'distinct':
    case 'limit':
    case 'lock':
      return isOrderedBy(plan.input, keys);
    case 'project':
      if (plan.expressions.some(hasVolatile)) return false;
      return isOrderedBy(
        plan.input,
        keys.map((key) => ({
          ...key,
          expression: replaceColumns(key.expression, ({ index }) => plan.expressions[index]),
        })),
      );
    default:
      return false;
  }
}

function isPrefix(keys: readonly SortKey[], of: readonly SortKey[]): boolean {
  return keys.length <= of.length && keys.every((key, index) => sameSortKey(key, of[index]));
}

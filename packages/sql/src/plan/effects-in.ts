import type { BoundExpression } from './expression.ts';
import { hasSubquery, someExpression } from './walk.ts';

/** How many calls in `expression` do more than to compute; those within subqueries do not count. */
export function effectCount(expression: BoundExpression): number {
  let count = 0;
  someExpression(expression, (part) => {
    if (part.kind === 'call' && part.function.effect === true) count += 1;
    return false;
  });
  return count;
}

/** Whether evaluating `expression` may have to wait. */
export function mayWait(expression: BoundExpression): boolean {
  return hasSubquery(expression) || effectCount(expression) > 0;
}

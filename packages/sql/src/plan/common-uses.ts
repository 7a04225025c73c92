import type { BoundExpression } from './expression.ts';
import { type Plan, planOf } from './plan.ts';
import { children, nodeExpressions, someExpression } from './walk.ts';

/**
 * How often a plan reads each table of WITH, by id, in subqueries too; twice at least what a
 * recursive step or a correlated subquery reads.
 */
export function commonUses(root: Plan): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const count = (plan: Plan, weight: number): void => {
    if (plan.kind === 'common') uses.set(plan.id, (uses.get(plan.id) ?? 0) + weight);
    for (const input of children(plan)) {
      const isStep = plan.kind === 'recursive' && input === plan.step;
      count(input, isStep ? 2 : weight);
    }
    for (const [subquery, isCorrelated] of subqueriesIn(nodeExpressions(plan))) {
      count(subquery, isCorrelated ? 2 : weight);
    }
  };
  count(root, 1);
  return uses;
}

/** The plans of the subqueries in expressions, and whether they run often. */
function subqueriesIn(expressions: readonly BoundExpression[]): ReadonlyMap<Plan, boolean> {
  const found = new Map<Plan, boolean>();
  for (const expression of expressions) {
    someExpression(expression, (part) => {
      if (part.kind === 'subquery') found.set(planOf(part), part.bindings.length > 0);
      return false;
    });
  }
  return found;
}

import type { BoundExpression, BoundSubquery } from '../plan/expression.ts';
import { type Plan, planOf } from '../plan/plan.ts';
import { hasSubquery, mapExpression, mapPlanExpressions, rewriteBottomUp } from '../plan/walk.ts';

/** `plan` with the plans of the subqueries in its expressions replaced by `optimize`, each once. */
export function optimizeSubqueries(plan: Plan, optimize: (plan: Plan) => Plan): Plan {
  const rewrite = subqueryRewriter(optimize);
  return rewriteBottomUp(plan, (node) => mapPlanExpressions(node, rewrite));
}

/** As `optimizeSubqueries`, for one expression that is not part of a plan. */
export function optimizeSubqueriesOf(
  expression: BoundExpression,
  optimize: (plan: Plan) => Plan,
): BoundExpression {
  return subqueryRewriter(optimize)(expression);
}

/** Subqueries that share a plan still do so afterwards: they share its results too. */
function subqueryRewriter(
  optimize: (plan: Plan) => Plan,
): (expression: BoundExpression) => BoundExpression {
  const done = new Map<Plan, Plan>();
  const rewriteNode = (node: BoundSubquery): BoundSubquery => {
    const written = planOf(node);
    const plan = done.get(written) ?? optimize(written);
    done.set(written, plan);
    return plan === written ? node : { ...node, plan };
  };
  return (expression) =>
    hasSubquery(expression)
      ? mapExpression(expression, (part) => (part.kind === 'subquery' ? rewriteNode(part) : part))
      : expression;
}

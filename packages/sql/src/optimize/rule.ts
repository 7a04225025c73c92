import type { BoundExpression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import { mapPlanExpressions, rewriteBottomUp } from '../plan/walk.ts';
import type { StatisticsLookup } from './statistics.ts';

/**
 * One rewriting of plans. `apply` gives a plan of the same schema and rows, and the very same object
 * where it has nothing to do.
 */
export interface Rule {
  readonly name: string;
  readonly apply: (plan: Plan, statistics: StatisticsLookup) => Plan;
}

/** A rule that rewrites every expression of a plan on its own. */
export function expressionRule(
  name: string,
  rewrite: (expression: BoundExpression) => BoundExpression,
): Rule {
  return {
    name,
    apply: (plan) => rewriteBottomUp(plan, (node) => mapPlanExpressions(node, rewrite)),
  };
}

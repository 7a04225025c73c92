import type { Plan } from '../plan/plan.ts';
import { hasVolatile, rewriteBottomUp } from '../plan/walk.ts';
import type { Rule } from './rule.ts';

/** Make one Project of two when the upper only picks columns; volatile expressions stay as they are. */
export const mergeProjects: Rule = {
  name: 'merge-projects',
  apply: (plan) => rewriteBottomUp(plan, merge),
};

function merge(plan: Plan): Plan {
  if (plan.kind !== 'project' || plan.input.kind !== 'project') return plan;
  const inner = plan.input;
  if (inner.expressions.some(hasVolatile)) return plan;
  const picked = plan.expressions.flatMap((expression) =>
    expression.kind === 'column' ? [inner.expressions[expression.index]] : [],
  );
  if (picked.length !== plan.expressions.length) return plan;
  return { ...plan, input: inner.input, expressions: picked };
}

import type { Plan } from '../plan/plan.ts';
import { hasVolatile, rewriteBottomUp } from '../plan/walk.ts';
import type { Rule } from './rule.ts';

/** Compute a Project over a Union in each input, where it may become part of what is there. */
export const pushProject: Rule = {
  name: 'push-project',
  apply: (plan) => rewriteBottomUp(plan, push),
};

function push(plan: Plan): Plan {
  if (plan.kind !== 'project' || plan.input.kind !== 'union') return plan;
  if (plan.expressions.some(hasVolatile)) return plan;
  const union = plan.input;
  const inputs = union.inputs.map((input): Plan => ({ ...plan, input }));
  return { ...union, schema: plan.schema, inputs };
}

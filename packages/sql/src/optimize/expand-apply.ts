import { replaceOuter } from '../plan/outer.ts';
import type { ApplyPlan, ExpandPlan, Plan, ValuesPlan } from '../plan/plan.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import { mapSetCall } from '../plan/walk-calls.ts';
import { conjunctsOf, filterBy } from './conjuncts.ts';
import type { Rule } from './rule.ts';

/** An Apply that runs functions for each left row is the left side expanded by them. */
export const expandApply: Rule = {
  name: 'expand-apply',
  apply: (plan) =>
    rewriteBottomUp(plan, (node) => {
      if (node.kind !== 'apply' || node.joinKind !== 'inner') return node;
      return isOfOneRow(node.right) ? expanded(node, node.right) : node;
    }),
};

/** Whether functions are all that a plan runs. */
function isOfOneRow(plan: Plan): plan is ExpandPlan & { readonly input: ValuesPlan } {
  if (plan.kind !== 'expand' || plan.input.kind !== 'values') return false;
  return plan.input.rows.length === 1 && plan.input.schema.length === 0;
}

function expanded({ schema, left, bindings, residual }: ApplyPlan, right: ExpandPlan): Plan {
  const calls = right.calls.map((call) =>
    mapSetCall(call, (argument) => replaceOuter(argument, ({ index }) => bindings[index])),
  );
  const plan: ExpandPlan = { ...right, schema, input: left, calls };
  return residual === undefined ? plan : filterBy(conjunctsOf(residual), plan);
}

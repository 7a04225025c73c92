import { effectCount } from '../plan/effects-in.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { mapList } from '../plan/map-list.ts';
import type { LimitPlan, Plan } from '../plan/plan.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import { belowProjects } from './below-projects.ts';
import { rowsRead } from './row-count.ts';
import type { Rule } from './rule.ts';

/**
 * Tell a scan how many rows a Limit will read of it, if there are only Projects between; of a Union
 * each input has to give no more. A Limit goes below Projects that draw from sequences, which draw
 * for no other rows then.
 */
export const pushLimit: Rule = {
  name: 'push-limit',
  apply: (plan) =>
    rewriteBottomUp(plan, (node) => {
      if (node.kind !== 'limit') return node;
      if (drawsBelow(node)) return underProjects(node);
      const limit = rowsRead(node);
      if (limit === undefined) return node;
      const input = belowProjects(node.input, (below) => limitRows(below, limit));
      return input === node.input ? node : { ...node, input };
    }),
};

function drawsBelow({ input, ties }: LimitPlan): boolean {
  if (input.kind !== 'project' || ties !== undefined) return false;
  return input.expressions.some((expression) => effectCount(expression) > 0);
}

function underProjects(limit: LimitPlan): Plan {
  return belowProjects(limit.input, (input) => ({ ...limit, schema: input.schema, input }));
}

function limitRows(plan: Plan, limit: BoundExpression): Plan {
  switch (plan.kind) {
    case 'scan':
      return plan.limit === undefined ? { ...plan, limit } : plan;
    case 'union': {
      const inputs = mapList(plan.inputs, (input) =>
        belowProjects(input, (below) => limitInput(below, limit)),
      );
      return inputs === plan.inputs ? plan : { ...plan, inputs };
    }
    default:
      return plan;
  }
}

/** What has a limit of its own, or few rows, is left alone; so the rule comes to rest. */
function limitInput(plan: Plan, limit: BoundExpression): Plan {
  switch (plan.kind) {
    case 'limit':
    case 'values':
      return plan;
    case 'scan':
    case 'union':
      return limitRows(plan, limit);
    default:
      return {
        kind: 'limit',
        schema: plan.schema,
        input: plan,
        limit,
        offset: undefined,
        ties: undefined,
      };
  }
}

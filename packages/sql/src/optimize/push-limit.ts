import type { Plan } from '../plan/plan.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import { belowProjects } from './below-projects.ts';
import { rowsRead } from './row-count.ts';
import type { Rule } from './rule.ts';

/** Tell a scan how many rows a Limit will read of it, if there are only Projects between. */
export const pushLimit: Rule = {
  name: 'push-limit',
  apply: (plan) =>
    rewriteBottomUp(plan, (node) => {
      if (node.kind !== 'limit') return node;
      const limit = rowsRead(node);
      if (limit === undefined) return node;
      const limitScan = (input: Plan): Plan =>
        input.kind === 'scan' && input.limit === undefined ? { ...input, limit } : input;
      const input = belowProjects(node.input, limitScan);
      return input === node.input ? node : { ...node, input };
    }),
};

import type { Plan } from '../plan/plan.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import { belowProjects } from './below-projects.ts';
import { rowsRead } from './row-count.ts';
import type { Rule } from './rule.ts';

/** Let a Sort keep only the rows that the Limit above it reads, if only Projects are between. */
export const sortLimit: Rule = {
  name: 'sort-limit',
  apply: (plan) =>
    rewriteBottomUp(plan, (node) => {
      if (node.kind !== 'limit') return node;
      const fetch = rowsRead(node);
      if (fetch === undefined) return node;
      const limitSort = (input: Plan): Plan =>
        input.kind === 'sort' && input.fetch === undefined ? { ...input, fetch } : input;
      const input = belowProjects(node.input, limitSort);
      return input === node.input ? node : { ...node, input };
    }),
};

import type { Plan } from '../plan/plan.ts';

/** `rewrite` applied to what is below any number of Projects on top of `plan`. */
export function belowProjects(plan: Plan, rewrite: (plan: Plan) => Plan): Plan {
  if (plan.kind !== 'project') return rewrite(plan);
  const input = belowProjects(plan.input, rewrite);
  return input === plan.input ? plan : { ...plan, input };
}

import type { BoundExpression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import { hasVolatile, replaceColumns, rewriteBottomUp } from '../plan/walk.ts';
import type { Rule } from './rule.ts';

/**
 * Make one Project of two when the upper only picks columns or the lower only names what costs
 * nothing; volatile expressions stay as they are.
 */
export const mergeProjects: Rule = {
  name: 'merge-projects',
  apply: (plan) => rewriteBottomUp(plan, merge),
};

function merge(plan: Plan): Plan {
  if (plan.kind !== 'project' || plan.input.kind !== 'project') return plan;
  const inner = plan.input;
  if (inner.expressions.some(hasVolatile)) return plan;
  const onlyPicks = plan.expressions.every(({ kind }) => kind === 'column');
  if (!onlyPicks && !inner.expressions.every(isFree)) return plan;
  const expressions = plan.expressions.map((expression) =>
    replaceColumns(expression, ({ index }) => inner.expressions[index]),
  );
  return { ...plan, input: inner.input, expressions };
}

function isFree({ kind }: BoundExpression): boolean {
  return kind === 'column' || kind === 'constant' || kind === 'parameter';
}

import { logic } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { replaceOuter } from '../plan/outer.ts';
import type { ApplyPlan, JoinPlan, Plan } from '../plan/plan.ts';
import { isVolatilePlan, rewriteBottomUp } from '../plan/walk.ts';
import { shiftColumns } from './join-sides.ts';
import { isBetterLookedUp } from './lookup-cost.ts';
import { pullUp } from './pull-up.ts';
import type { Rule } from './rule.ts';

/** An Apply whose right side reads the left row in filters alone becomes a join by their conditions. */
export const unnestApply: Rule = {
  name: 'unnest-apply',
  apply: (plan, statistics) =>
    rewriteBottomUp(plan, (node) => {
      if (node.kind !== 'apply' || isVolatilePlan(node.right)) return node;
      return isBetterLookedUp(node.left, node.right, statistics) ? node : joined(node);
    }),
};

function joined(apply: ApplyPlan): Plan {
  const { left, right, bindings, schema } = apply;
  const pulled = pullUp(right, false);
  if (pulled === undefined) return apply;
  const width = left.schema.length;
  const conditions = pulled.conditions.map((condition) =>
    replaceOuter(shiftColumns(condition, width), ({ index }) => bindings[index]),
  );
  if (apply.residual !== undefined) conditions.push(apply.residual);
  const added = pulled.plan.schema.slice(right.schema.length);
  const join: JoinPlan = {
    kind: 'join',
    schema: [...schema, ...added.map((field) => ({ ...field, nullable: true }))],
    joinKind: apply.joinKind,
    left,
    right: pulled.plan,
    keys: [],
    residual: conditions.length === 0 ? undefined : logic('and', conditions),
  };
  if (added.length === 0) return join;
  const expressions = schema.map(({ name, type }, index): BoundExpression => {
    return { kind: 'column', type, index, name };
  });
  return { kind: 'project', schema, input: join, expressions };
}

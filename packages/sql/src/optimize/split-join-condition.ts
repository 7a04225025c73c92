import { logic } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { JoinKey, JoinPlan, Plan } from '../plan/plan.ts';
import { hasVolatile, rewriteBottomUp } from '../plan/walk.ts';
import { conjunctsOf, filterBy } from './conjuncts.ts';
import { joinSides, shiftColumns, sideOf } from './join-sides.ts';
import type { Rule } from './rule.ts';

/**
 * Take a join's condition apart: equalities between the sides become keys to hash by, conditions on
 * one side alone filter that side, where its rows without a partner are not wanted anyway.
 */
export const splitJoinCondition: Rule = {
  name: 'split-join-condition',
  apply: (plan) => rewriteBottomUp(plan, (node) => (node.kind === 'join' ? split(node) : node)),
};

function split(join: JoinPlan): Plan {
  if (join.residual === undefined || hasVolatile(join.residual)) return join;
  const { preservesLeft, preservesRight } = joinSides(join);
  const width = join.left.schema.length;
  const keys: JoinKey[] = [];
  const left: BoundExpression[] = [];
  const right: BoundExpression[] = [];
  const rest: BoundExpression[] = [];
  for (const conjunct of conjunctsOf(join.residual)) {
    const key = keyOf(conjunct, join);
    const side = sideOf(conjunct, join);
    if (key !== undefined) keys.push(key);
    else if (side === 'left' && preservesRight) left.push(conjunct);
    else if (side === 'right' && preservesLeft) right.push(shiftColumns(conjunct, -width));
    else rest.push(conjunct);
  }
  if (keys.length + left.length + right.length === 0) return join;
  return {
    ...join,
    left: filterBy(left, join.left),
    right: filterBy(right, join.right),
    keys: [...join.keys, ...keys],
    residual: rest.length === 0 ? undefined : logic('and', rest),
  };
}

/** `a = b` with one side of it over the left input and the other over the right one. */
function keyOf(conjunct: BoundExpression, join: JoinPlan): JoinKey | undefined {
  if (conjunct.kind !== 'call' || conjunct.function.name !== '=') return undefined;
  const [first, second] = conjunct.arguments;
  const width = join.left.schema.length;
  const sides = `${sideOf(first, join)} ${sideOf(second, join)}`;
  if (sides === 'left right') return { left: first, right: shiftColumns(second, -width) };
  if (sides === 'right left') return { left: second, right: shiftColumns(first, -width) };
  return undefined;
}

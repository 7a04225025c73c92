import type { JoinPlan } from '../../plan/plan.ts';
import { compileHashJoin } from './hash-join.ts';
import { compileLookupJoin } from './lookup-join.ts';
import { compileNestedLoopJoin } from './nested-loop-join.ts';
import type { Operator } from './operator.ts';
import { compileSemiJoin } from './semi-join.ts';

/** Join by looking up or by hashing where there are keys, else by looking at all pairs. */
export function compileJoin(plan: JoinPlan, left: Operator, right: Operator): Operator {
  return plan.lookup === undefined
    ? joinWhole(plan, left, right)
    : compileLookupJoin(plan, left, (batch) => joinWhole(plan, batch, right));
}

function joinWhole(plan: JoinPlan, left: Operator, right: Operator): Operator {
  if (plan.joinKind === 'semi' || plan.joinKind === 'anti') {
    return compileSemiJoin(plan, left, right);
  }
  return plan.keys.length > 0
    ? compileHashJoin(plan, left, right)
    : compileNestedLoopJoin(plan, left, right);
}

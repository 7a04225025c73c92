import type { JoinPlan } from '../../plan/plan.ts';
import { compileHashJoin } from './hash-join.ts';
import { compileNestedLoopJoin } from './nested-loop-join.ts';
import type { Operator } from './operator.ts';

/** Join by hashing where there are keys, else by looking at all pairs. */
export function compileJoin(plan: JoinPlan, left: Operator, right: Operator): Operator {
  return plan.keys.length > 0
    ? compileHashJoin(plan, left, right)
    : compileNestedLoopJoin(plan, left, right);
}

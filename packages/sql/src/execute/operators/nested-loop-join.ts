import { slotsOf } from '../../columnar/slots.ts';
import type { JoinPlan } from '../../plan/plan.ts';
import { compileJoinParts, JoinOutput } from '../joins/join-output.ts';
import { crossPairs } from '../joins/pairs.ts';
import { StoredRows } from '../joins/stored-rows.ts';
import type { Operator } from './operator.ts';

/** A join without keys: the right side is kept, and each left row meets all of it. */
export function compileNestedLoopJoin(plan: JoinPlan, left: Operator, right: Operator): Operator {
  const join = compileJoinParts(plan);
  return async function* nestedLoopJoin(execution) {
    const stored = new StoredRows(plan.right.schema);
    for await (const batch of right(execution)) {
      stored.append(batch, slotsOf(batch));
      execution.memory.hold(stored.memoryBytes);
    }
    if (stored.length === 0 && !join.keepsLeft) return;
    const output = new JoinOutput(join, stored.columns(), stored.length);
    for await (const batch of left(execution)) {
      yield* output.batches(batch, crossPairs(slotsOf(batch), stored.length), execution);
    }
    yield* output.rest();
  };
}

import { slotsOf } from '../../columnar/slots.ts';
import type { JoinPlan } from '../../plan/plan.ts';
import { compileKeys, rowNumbers } from '../joins/join-keys.ts';
import { compileJoinParts, JoinOutput } from '../joins/join-output.ts';
import { JoinTable } from '../joins/join-table.ts';
import { StoredRows } from '../joins/stored-rows.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/**
 * A join by equal keys: the right side is kept with a hash table over its keys, the left side looks
 * its keys up. Rows with a NULL among their keys have no partner.
 */
export function compileHashJoin(plan: JoinPlan, left: Operator, right: Operator): Operator {
  const join = compileJoinParts(plan);
  const leftKeys = compileKeys(plan.keys.map((key) => key.left));
  const rightKeys = compileKeys(plan.keys.map((key) => key.right));
  const types = plan.keys.map((key) => key.left.type);
  return async function* hashJoin(execution) {
    const { context, memory } = execution;
    const stored = new StoredRows(plan.right.schema);
    const table = new JoinTable(types);
    for await (const batch of right(execution)) {
      const { keys, slots } = await settle(execution, () => rightKeys(batch, context));
      const kept = join.keepsRight ? slotsOf(batch) : slots;
      table.insert(keys, slots, rowNumbers(batch, kept, stored.length));
      stored.append(batch, kept);
      memory.hold(table.memoryBytes + stored.memoryBytes);
    }
    if (table.isEmpty && !join.keepsLeft && !join.keepsRight) return;
    const output = new JoinOutput(join, stored.columns(), stored.length);
    for await (const batch of left(execution)) {
      const { keys, slots } = await settle(execution, () => leftKeys(batch, context));
      yield* output.batches(batch, table.pairs(keys, slots), execution);
    }
    yield* output.rest();
  };
}

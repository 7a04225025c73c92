import type { Batch } from '../../columnar/batch.ts';
import { selectPresent, slotsOf } from '../../columnar/slots.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { JoinPlan } from '../../plan/plan.ts';
import type { ExecutionContext } from '../context.ts';
import { compiler } from '../evaluate/compiler.ts';
import { compileJoinParts, JoinOutput } from '../joins/join-output.ts';
import { JoinTable } from '../joins/join-table.ts';
import { StoredRows } from '../joins/stored-rows.ts';
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
    const { context } = execution;
    const stored = new StoredRows(plan.right.schema);
    const table = new JoinTable(types);
    for await (const batch of right(execution)) {
      const { keys, slots } = rightKeys(batch, context);
      const kept = join.keepsRight ? slotsOf(batch) : slots;
      table.insert(keys, slots, rowNumbers(batch, kept, stored.length));
      stored.append(batch, kept);
    }
    if (table.isEmpty && !join.keepsLeft && !join.keepsRight) return;
    const output = new JoinOutput(join, stored.columns(), stored.length);
    for await (const batch of left(execution)) {
      const { keys, slots } = leftKeys(batch, context);
      yield* output.batches(batch, table.pairs(keys, slots), execution);
    }
    yield* output.rest();
  };
}

interface KeyedSlots {
  readonly keys: readonly Vector[];
  /** The rows whose keys are all present. */
  readonly slots: Uint32Array;
}

function compileKeys(
  expressions: readonly BoundExpression[],
): (batch: Batch, context: ExecutionContext) => KeyedSlots {
  const evaluators = expressions.map(compiler.vector);
  return (batch, context) => {
    const all = slotsOf(batch);
    const keys = evaluators.map((evaluate) => evaluate(batch, all, context));
    let slots = all;
    for (const key of keys) {
      if (key.column.validity === undefined) continue;
      const out = new Uint32Array(slots.length);
      slots = out.subarray(0, selectPresent(key, slots, out));
    }
    return { keys, slots };
  };
}

/** The numbers that the rows `kept` of a batch get, the first being `start`. */
function rowNumbers(batch: Batch, kept: Uint32Array, start: number): (slot: number) => number {
  if (kept.length === batch.length) return (slot) => start + slot;
  const numbers = new Uint32Array(batch.length);
  for (let k = 0; k < kept.length; k++) numbers[kept[k]] = start + k;
  return (slot) => numbers[slot];
}

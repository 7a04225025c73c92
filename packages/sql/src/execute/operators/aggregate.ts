import type { Batch } from '../../columnar/batch.ts';
import { BATCH_ROWS } from '../../columnar/batch.ts';
import type { Column } from '../../columnar/column.ts';
import { allSlots, slotsOf } from '../../columnar/slots.ts';
import { take } from '../../columnar/take.ts';
import type { AggregatePlan } from '../../plan/plan.ts';
import { compileCall } from '../aggregates/call-inputs.ts';
import { Grouping } from '../aggregates/grouping.ts';
import { compiler } from '../evaluate/compiler.ts';
import { paced } from '../paced.ts';
import type { Pacer } from '../pacer.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/**
 * Aggregate groups its whole input by a hash table and gives one row per group: the group's values,
 * then the aggregates, in order of first appearance. Without group expressions it gives one row.
 * Each grouping set has a table of its own; expressions are evaluated once for all of them.
 */
export function compileAggregate(plan: AggregatePlan, input: Operator): Operator {
  const groups = plan.groups.map(compiler.vector);
  const calls = plan.aggregates.map(compileCall);
  const sets = plan.groupingSets?.sets ?? [[...plan.groups.keys()]];
  return async function* aggregate(execution) {
    const { context, memory, pacer } = execution;
    const groupings = sets.map((set) => new Grouping(plan, set));
    for await (const batch of input(execution)) {
      const slots = slotsOf(batch);
      const { keys, inputs } = await settle(execution, () => ({
        keys: groups.map((group) => group(batch, slots, context)),
        inputs: calls.map((call) => call(batch, slots, context)),
      }));
      for (const grouping of groupings) {
        grouping.update(keys, slots, inputs);
        const pause = groupings.length > 1 ? pacer.step() : undefined;
        if (pause !== undefined) await pause;
      }
      memory.hold(groupings.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0));
    }
    for (const grouping of groupings) yield* resultOf(grouping, pacer);
  };
}

/** The rows of a grouping that has taken all of the input in. */
async function* resultOf(grouping: Grouping, pacer: Pacer): AsyncGenerator<Batch, void, undefined> {
  await paced(grouping.settle(), pacer);
  for (const batch of inBatches(grouping.finish(), grouping.groupCount)) {
    const pause = pacer.step();
    if (pause !== undefined) await pause;
    yield batch;
  }
}

/** The rows of long columns in batches of the usual size. */
function* inBatches(columns: readonly Column[], length: number): Generator<Batch> {
  if (length > 0 && length <= BATCH_ROWS) yield { columns, length, selection: undefined };
  if (length <= BATCH_ROWS) return;
  const slots = allSlots(length);
  for (let start = 0; start < length; start += BATCH_ROWS) {
    const part = slots.subarray(start, start + BATCH_ROWS);
    yield {
      columns: columns.map((column) => take(column, part)),
      length: part.length,
      selection: undefined,
    };
  }
}

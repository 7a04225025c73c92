import { firstOfEach, KeyTable } from '../../columnar/key-table.ts';
import { slotsOf } from '../../columnar/slots.ts';
import type { DistinctPlan } from '../../plan/plan.ts';
import { compiler } from '../evaluate/compiler.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Distinct lets the first row of each combination of keys through, as soon as it comes. */
export function compileDistinct(plan: DistinctPlan, input: Operator): Operator {
  const keys = plan.keys.map(compiler.vector);
  const types = plan.keys.map(({ type }) => type);
  return async function* distinct(execution) {
    const { context, memory, pacer } = execution;
    const table = new KeyTable(types);
    for await (const batch of input(execution)) {
      const pause = pacer.step();
      if (pause !== undefined) await pause;
      const slots = slotsOf(batch);
      const ids = new Int32Array(batch.length);
      const known = table.size;
      const vectors = await settle(execution, () => keys.map((key) => key(batch, slots, context)));
      table.insert(vectors, slots, ids);
      memory.hold(table.memoryBytes);
      const selection = firstOfEach(slots, ids, known, table.size);
      if (selection.length > 0) yield { ...batch, selection };
    }
  };
}

import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import { slotsOf } from '../../columnar/slots.ts';
import type { SortPlan } from '../../plan/plan.ts';
import { compiler } from '../evaluate/compiler.ts';
import { paced } from '../paced.ts';
import type { Pacer } from '../pacer.ts';
import { compileRowLimit } from '../row-limit.ts';
import { RowStore } from '../sorting/row-store.ts';
import { sortRows } from '../sorting/sort-rows.ts';
import { TopRows } from '../sorting/top-rows.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/**
 * Sort collects its whole input and gives it in the order of the sort keys; rows with equal keys
 * stay in input order. With `fetch` it keeps only the first rows.
 */
export function compileSort(plan: SortPlan, input: Operator): Operator {
  const types = plan.schema.map((field) => field.type);
  const keys = plan.keys.map((key) => compiler.vector(key.expression));
  const fetch = compileRowLimit('LIMIT', plan.fetch);
  return async function* sort(execution) {
    const { context, memory, pacer } = execution;
    const wanted = (await settle(execution, () => fetch(context))) ?? Number.POSITIVE_INFINITY;
    if (wanted === 0) return;
    const store = new RowStore(types, plan.keys);
    const top = new TopRows(store, wanted);
    for await (const batch of input(execution)) {
      const slots = slotsOf(batch);
      const vectors = await settle(execution, () => keys.map((key) => key(batch, slots, context)));
      top.append(batch, vectors, slots);
      await paced(top.prune(), pacer);
      memory.hold(store.memoryBytes);
    }
    const order = await paced(sortRows(store.sortColumns(), store.length), pacer);
    yield* inOrder(store, order.subarray(0, Math.min(wanted, order.length)), pacer);
  };
}

async function* inOrder(
  store: RowStore,
  order: Uint32Array,
  pacer: Pacer,
): AsyncGenerator<Batch, void, undefined> {
  for (let start = 0; start < order.length; start += BATCH_ROWS) {
    const pause = pacer.step();
    if (pause !== undefined) await pause;
    yield store.batch(order.subarray(start, start + BATCH_ROWS));
  }
}

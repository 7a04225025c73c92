import { slotsOf } from '../../columnar/slots.ts';
import type { SortPlan } from '../../plan/plan.ts';
import { compiler } from '../evaluate/compiler.ts';
import { compileRowLimit } from '../row-limit.ts';
import { Sorter } from '../sorting/sorter.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/**
 * Sort collects its whole input and gives it in the order of the sort keys; rows with equal keys
 * stay in input order. With `fetch` it keeps only the first rows. What does not fit its memory is
 * sorted in parts.
 */
export function compileSort(plan: SortPlan, input: Operator): Operator {
  const types = plan.schema.map((field) => field.type);
  const keys = plan.keys.map((key) => compiler.vector(key.expression));
  const fetch = compileRowLimit('LIMIT', plan.fetch);
  return async function* sort(execution) {
    const { context } = execution;
    const wanted = (await settle(execution, () => fetch(context))) ?? Number.POSITIVE_INFINITY;
    if (wanted === 0) return;
    const sorter = new Sorter({ types, keys: plan.keys, wanted, execution });
    try {
      for await (const batch of input(execution)) {
        const slots = slotsOf(batch);
        const vectors = await settle(execution, () =>
          keys.map((key) => key(batch, slots, context)),
        );
        await sorter.append(batch, vectors, slots);
      }
      yield* sorter.result();
    } finally {
      await sorter.remove();
    }
  };
}

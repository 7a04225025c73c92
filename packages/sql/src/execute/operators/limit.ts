import { slotsOf } from '../../columnar/slots.ts';
import type { LimitPlan } from '../../plan/plan.ts';
import { compileRowCounts } from '../row-limit.ts';
import { settle } from '../subqueries/settle.ts';
import { compileTies } from './limit-ties.ts';
import type { Operator } from './operator.ts';

/**
 * Limit leaves out the first `offset` rows and ends the input after `limit` more, or with ties after
 * the rows that follow and equal the last one.
 */
export function compileLimit(plan: LimitPlan, input: Operator): Operator {
  const rowCounts = compileRowCounts(plan);
  const ties = compileTies(plan.ties);
  return async function* limit(execution) {
    const { context } = execution;
    let { skip, wanted } = await settle(execution, () => rowCounts(context));
    if (wanted === 0) return;
    const tiedRows = ties(context);
    for await (const batch of input(execution)) {
      const slots = slotsOf(batch);
      const start = Math.min(skip, slots.length);
      let end = Math.min(slots.length, skip + wanted);
      skip -= start;
      wanted -= end - start;
      if (wanted === 0) {
        const before = end;
        end += await settle(execution, () => tiedRows(batch, slots, before));
      }
      const selection = slots.subarray(start, end);
      if (selection.length > 0) yield { ...batch, selection };
      if (wanted === 0 && (plan.ties === undefined || end < slots.length)) return;
    }
  };
}

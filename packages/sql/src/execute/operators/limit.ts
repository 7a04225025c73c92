import { slotsOf } from '../../columnar/slots.ts';
import type { LimitPlan } from '../../plan/plan.ts';
import { compileRowLimit } from '../row-limit.ts';
import type { Operator } from './operator.ts';

/** Limit leaves out the first `offset` rows and ends the input after `limit` more. */
export function compileLimit(plan: LimitPlan, input: Operator): Operator {
  const rowLimit = compileRowLimit('LIMIT', plan.limit);
  const rowOffset = compileRowLimit('OFFSET', plan.offset);
  return async function* limit(execution) {
    let skip = rowOffset(execution.context) ?? 0;
    let wanted = rowLimit(execution.context) ?? Number.POSITIVE_INFINITY;
    if (wanted === 0) return;
    for await (const batch of input(execution)) {
      const slots = slotsOf(batch);
      const selection = slots.subarray(Math.min(skip, slots.length), skip + wanted);
      skip -= Math.min(skip, slots.length);
      wanted -= selection.length;
      if (selection.length > 0) yield { ...batch, selection };
      if (wanted === 0) return;
    }
  };
}

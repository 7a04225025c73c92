import type { Batch } from '../../columnar/batch.ts';
import { allSlots } from '../../columnar/slots.ts';
import { constantVector, type Vector } from '../../columnar/vector.ts';
import type { ExecutionContext } from '../context.ts';
import type { Evaluator } from './evaluator.ts';

/** One row of no columns. */
export const ONE_ROW: Batch = { columns: [], length: 1, selection: undefined };

/**
 * Evaluate an expression without column references once per execution and give its value to every
 * row. It is still not evaluated before the first row asks, so no rows means no errors.
 */
export function oncePerExecution(evaluate: Evaluator): Evaluator {
  // Compiled plans are shared by executions that run at the same time.
  const results = new WeakMap<ExecutionContext, Vector>();
  return (_batch, _slots, context) => {
    const known = results.get(context);
    if (known !== undefined) return known;
    const result = constantVector(evaluate(ONE_ROW, allSlots(1), context).column);
    results.set(context, result);
    return result;
  };
}

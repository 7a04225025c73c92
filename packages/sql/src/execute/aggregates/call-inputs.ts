import type { Batch } from '../../columnar/batch.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { AggregateCall } from '../../plan/plan.ts';
import { compilePredicate } from '../compile-expression.ts';
import type { ExecutionContext } from '../context.ts';
import { compiler } from '../evaluate/compiler.ts';

/** What one aggregate call takes of a batch. */
export interface CallInputs {
  /** The arguments, then the sort keys. */
  readonly vectors: readonly Vector[];
  readonly slots: Uint32Array;
}

/** Evaluates a call over the rows `slots` of a batch. */
export type CallEvaluator = (
  batch: Batch,
  slots: Uint32Array,
  context: ExecutionContext,
) => CallInputs;

/** How a call takes in a batch: FILTER first, then the rest, of the rows that passed. */
export function compileCall(call: AggregateCall): CallEvaluator {
  const filter = call.filter === undefined ? undefined : compilePredicate(call.filter);
  const operands = [...call.arguments, ...call.orderBy.map(({ expression }) => expression)];
  const evaluators = operands.map(compiler.vector);
  return (batch, slots, context) => {
    const taken = filter === undefined ? slots : filter(batch, slots, context);
    if (taken.length === 0) return { vectors: [], slots: taken };
    return { vectors: evaluators.map((evaluate) => evaluate(batch, taken, context)), slots: taken };
  };
}

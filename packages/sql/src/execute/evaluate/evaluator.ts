import type { Batch } from '../../columnar/batch.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { ExecutionContext } from '../context.ts';

/**
 * A compiled expression. `slots` (at least one, ascending) are the rows wanted: the vector's other
 * slots hold anything, and nothing is computed for them, so they raise no errors.
 */
export type Evaluator = (batch: Batch, slots: Uint32Array, context: ExecutionContext) => Vector;

/**
 * A compiled predicate: writes those of `slots` where it is true to `out` (which may be `slots`)
 * and returns their number.
 */
export type Selector = (
  batch: Batch,
  slots: Uint32Array,
  context: ExecutionContext,
  out: Uint32Array,
) => number;

/** How the compilers of single nodes compile their operands. */
export interface Compiler {
  readonly vector: (expression: BoundExpression) => Evaluator;
  readonly selector: (expression: BoundExpression) => Selector;
}

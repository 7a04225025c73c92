import type { Batch } from '../../columnar/batch.ts';
import type { ExecutionContext } from '../context.ts';
import type { Pacer } from '../pacer.ts';

/** One run of a compiled plan. */
interface Execution {
  readonly context: ExecutionContext;
  readonly pacer: Pacer;
}

/**
 * A compiled plan node: gives the node's rows in batches with at least one row each. It keeps
 * nothing between executions, so that several may run it at the same time.
 */
export type Operator = (execution: Execution) => AsyncGenerator<Batch, void, undefined>;

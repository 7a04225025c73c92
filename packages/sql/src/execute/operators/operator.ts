import type { Batch } from '../../columnar/batch.ts';
import type { Execution } from '../subqueries/execution.ts';

/**
 * A compiled plan node: gives the node's rows in batches with at least one row each. It keeps
 * nothing between executions, so that several may run it at the same time.
 */
export type Operator = (execution: Execution) => AsyncGenerator<Batch, void, undefined>;

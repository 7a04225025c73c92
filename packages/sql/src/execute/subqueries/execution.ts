import type { Batch } from '../../columnar/batch.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Row } from '../../types/value.ts';
import type { CommonTableRows } from '../common-rows.ts';
import type { ExecutionContext } from '../context.ts';
import type { MemoryAccount } from '../memory/memory-budget.ts';
import type { Pacer } from '../pacer.ts';
import type { KeyPrefix } from '../source.ts';

/** One run of a compiled plan. */
export interface Execution {
  readonly context: ExecutionContext;
  /** One for the statement and all of its subqueries. */
  readonly pacer: Pacer;
  /** What WITH and recursions around the node give names. */
  readonly common?: CommonTableRows | undefined;
  /** What the lookup join around the node asks its right side for. */
  readonly lookup?: Lookup;
  /** What the operator at work keeps. */
  readonly memory: MemoryAccount;
  /** Runs plans of subqueries. */
  readonly runner: PlanRunner;
}

/** One batch of the left side of a lookup join. */
interface Lookup {
  readonly batch: Batch;
  /** Its different keys. */
  readonly keys: readonly KeyPrefix[];
}

/** Runs any plan, compiling it the first time. */
export interface PlanRunner {
  /** The rows of a plan in batches with at least one row each. */
  run(plan: Plan, execution: Execution): AsyncIterable<Batch>;
  /** The rows of a plan that can be read without waiting; `undefined` for others. */
  readAtOnce(plan: Plan, context: ExecutionContext): readonly Row[] | undefined;
}

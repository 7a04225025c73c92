import { type ExecutionContext, rootContext } from '../context.ts';
import type { Execution } from './execution.ts';

/** Results of a subquery that are kept for a while. */
export interface KeptResults {
  /** Forget them if they have become many; nobody is between asking for some and using them. */
  trim(): void;
}

/**
 * Thrown by an evaluator that needs results of a subquery that are not there yet. Evaluation is
 * synchronous and running a plan is not: so whoever evaluates waits for `supply` and evaluates anew.
 */
export class MissingResults extends Error {
  readonly results: KeptResults;
  readonly supply: (execution: Execution) => Promise<void>;

  constructor(results: KeptResults, supply: (execution: Execution) => Promise<void>) {
    super('an expression with a subquery was evaluated without settle');
    this.name = 'MissingResults';
    this.results = results;
    this.supply = supply;
  }
}

/**
 * What `evaluate` gives; it may evaluate expressions with subqueries and must have no effect but by
 * `performOnce`, as it is called again whenever results were missing. Every round supplies results that were
 * missing before, so it comes to an end. A promise only if something was missing.
 */
export function settle<Result>(
  execution: Execution,
  evaluate: () => Result,
): Result | Promise<Result> {
  return settleIn(execution.context, () => execution, evaluate);
}

/** The same for what runs outside of a plan: `start` opens its execution once it is needed. */
export function settleIn<Result>(
  context: ExecutionContext,
  start: () => Execution,
  evaluate: () => Result,
): Result | Promise<Result> {
  const root = rootContext(context);
  if (root.effects !== undefined) root.effects = { done: [], next: 0 };
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof MissingResults) return supplyAndRetry(start(), evaluate, error);
    throw error;
  }
}

async function supplyAndRetry<Result>(
  execution: Execution,
  evaluate: () => Result,
  first: MissingResults,
): Promise<Result> {
  const root = rootContext(execution.context);
  const used = new Set<KeptResults>();
  for (let missing = first; ; ) {
    used.add(missing.results);
    const done = root.effects?.done;
    await missing.supply(execution);
    // Others may have evaluated with the same context meanwhile.
    root.effects = done && { done, next: 0 };
    try {
      const result = evaluate();
      for (const results of used) results.trim();
      return result;
    } catch (error) {
      if (!(error instanceof MissingResults)) throw error;
      missing = error;
    }
  }
}

import assert from 'node:assert/strict';
import { executePlan, MemoryBudget, type PlanAnalysis, QueryProfile } from '@kalamdb/sql';
import { authorize } from './authorize.ts';
import { Deadline } from './deadline.ts';
import { Execution } from './execution.ts';
import { bindParameters } from './parameters.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Session } from './session.ts';

/** What a query did when it was run to its end. */
interface QueryAnalysis {
  readonly figuresOf: PlanAnalysis['figuresOf'];
  readonly executionMs: number;
  readonly memoryBytes: number;
}

/**
 * Run a query as if for its rows, within the same limits of time and memory, and measure it. The
 * rows are dropped. Throws what the query throws.
 */
export async function analyzeQuery(
  session: Session,
  { bound, access }: PreparedStatement,
): Promise<QueryAnalysis> {
  assert(bound.kind === 'query', 'only queries are analyzed');
  const { policy, limits, spill } = session.engine.options;
  for (const each of access) authorize(policy, session.principal, each);
  const deadline = new Deadline(session.timeoutMs, session.signal);
  const profile = new QueryProfile(() => performance.now());
  const memory = new MemoryBudget(limits.queryMemoryBytes);
  const parameters = bindParameters(bound, session.parameters, []);
  const execution = new Execution(session, parameters, deadline.signal, { memory, profile, spill });
  const start = performance.now();
  deadline.start();
  try {
    for await (const batch of executePlan(bound.plan, execution)) assert(batch.length > 0);
  } catch (error) {
    throw deadline.explain(error);
  } finally {
    deadline.stop();
  }
  return {
    figuresOf: (plan) => profile.find(plan),
    executionMs: performance.now() - start,
    memoryBytes: memory.peakBytes,
  };
}

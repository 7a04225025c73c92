import assert from 'node:assert/strict';
import { executePlan, MemoryBudget, type PlanAnalysis, QueryProfile } from '@kalamdb/sql';
import type { PreparedStatement } from '../prepare/prepared-statement.ts';
import { Deadline } from '../run/deadline.ts';
import { Execution } from '../run/execution.ts';
import { inOneTransaction, type SessionInTransaction } from '../run/in-one-transaction.ts';
import { runParts } from '../run/run-with-writes.ts';
import { executeWrite } from '../run/run-write.ts';
import type { Session } from '../session.ts';
import type { ReadyStatement } from './resolve-execute.ts';

/** What a statement did when it was run to its end. */
interface StatementAnalysis extends Pick<PlanAnalysis, 'figuresOf' | 'written'> {
  readonly executionMs: number;
  readonly memoryBytes: number;
}

/**
 * Run a statement that was decided about as if for its result, within the same limits of time and
 * memory, and measure it. What a write writes stays; rows that the statement gives are dropped. Throws what it throws.
 */
export async function analyzeStatement(
  session: Session,
  { prepared, parameters }: ReadyStatement,
): Promise<StatementAnalysis> {
  const { limits, spill } = session.engine.options;
  const deadline = new Deadline(session.timeoutMs, session.signal);
  const profile = new QueryProfile(() => performance.now());
  const memory = new MemoryBudget(limits.queryMemoryBytes);
  const { signal } = deadline;
  const open = (owner: Session): Execution =>
    new Execution(owner, parameters, signal, { memory, profile, spill });
  const start = performance.now();
  let written: WrittenRows;
  deadline.start();
  try {
    written = await runToEnd(session, prepared, signal, open);
  } catch (error) {
    throw deadline.explain(error);
  } finally {
    deadline.stop();
  }
  return {
    figuresOf: (plan) => profile.find(plan),
    written,
    executionMs: performance.now() - start,
    memoryBytes: memory.peakBytes,
  };
}

type WrittenRows = PlanAnalysis['written'];

/** Gives how many rows each write has written. */
async function runToEnd(
  session: Session,
  { bound, compiled }: PreparedStatement,
  signal: AbortSignal,
  open: (owner: Session) => Execution,
): Promise<WrittenRows> {
  if (compiled.kind === 'write') {
    const { count } = await executeWrite(session, compiled, open(session));
    return new Map([[compiled.bound, count]]);
  }
  if (compiled.kind === 'with-writes') {
    const run = (inner: SessionInTransaction) => runParts(inner, compiled, open(inner));
    return (await inOneTransaction(session, { statement: compiled, signal, run })).written;
  }
  assert(bound.kind === 'query', 'what is no write is a query');
  for await (const batch of executePlan(bound.plan, open(session))) assert(batch.length > 0);
  return new Map();
}

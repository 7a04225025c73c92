import type { Value } from '@kalamdb/sql';
import { Deadline } from './deadline.ts';
import { Execution } from './execution.ts';
import type { Session } from './session.ts';

/** Run what reads rows within the time limit of queries: SQL_CANCELED after it. */
export function runInTime<T>(
  session: Session,
  parameters: readonly Value[],
  run: (context: Execution) => Promise<T>,
): Promise<T> {
  return inTime(session, (signal) => run(new Execution(session, parameters, signal)));
}

/** The same for what opens its execution by itself; `signal` tells when the time is over. */
export async function inTime<T>(
  session: Session,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(session.timeoutMs, session.signal);
  deadline.start();
  try {
    deadline.signal.throwIfAborted();
    return await run(deadline.signal);
  } catch (error) {
    throw deadline.explain(error);
  } finally {
    deadline.stop();
  }
}

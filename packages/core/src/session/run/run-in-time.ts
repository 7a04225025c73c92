import type { Value } from '@kalamdb/sql';
import type { Session } from '../session.ts';
import { Deadline } from './deadline.ts';
import { Execution } from './execution.ts';

/** Run what reads rows within the time limit of queries: SQL_CANCELED after it. */
export function runInTime<T>(
  session: Session,
  parameters: readonly Value[],
  run: (context: Execution) => Promise<T>,
): Promise<T> {
  return inTime(session, (signal) => run(new Execution(session, parameters, signal)));
}

/**
 * Run what changes definitions. It takes as long as its rows take, unless SET statement_timeout says
 * less than queries may: SQL_CANCELED then, or when the caller cancels. `run` is to end soon after
 * the signal of the session that it is given.
 */
export function inSetTime<T>(session: Session, run: (session: Session) => Promise<T>): Promise<T> {
  const { queryTimeoutMs } = session.engine.options.limits;
  const timeoutMs = session.timeoutMs < queryTimeoutMs ? session.timeoutMs : undefined;
  return untilSignal(session, timeoutMs, (signal) => run({ ...session, signal }));
}

/** As `runInTime` for what opens its execution by itself; `signal` tells when the time is over. */
export function inTime<T>(session: Session, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return untilSignal(session, session.timeoutMs, run);
}

async function untilSignal<T>(
  session: Session,
  timeoutMs: number | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(timeoutMs, session.signal);
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

import { CoreError } from '../error.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { CompiledWithWrites } from './prepared-statement.ts';
import type { Session } from './session.ts';

/** A session whose statement runs in a transaction. */
export type SessionInTransaction = Session & { readonly transaction: Transaction };

/**
 * Run `run`, which runs `statement`, in the session's transaction. Without one it has one of its
 * own, which is committed then; where it would fail because somebody else has changed the same rows,
 * `run` is run again in another one, until that goes through or `signal` is aborted.
 */
export async function inOneTransaction<T>(
  session: Session,
  statement: CompiledWithWrites,
  signal: AbortSignal,
  run: (session: SessionInTransaction) => Promise<T>,
): Promise<T> {
  const { engine, transaction } = session;
  if (transaction !== undefined) return run({ ...session, transaction });
  const attempt = (): Promise<T> => runAndCommit(session, run);
  try {
    return await attempt();
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  // One after the other: of many that try again at once all but one would do so for nothing.
  return engine.transactions.turns.take(statement.writtenTables, () =>
    tryAgain(session, signal, attempt),
  );
}

async function tryAgain<T>(
  { engine }: Session,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (;;) {
    // What was in the way is written by then, and the next attempt sees it.
    await engine.committer.submit(() => undefined);
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
}

async function runAndCommit<T>(
  session: Session,
  run: (session: SessionInTransaction) => Promise<T>,
): Promise<T> {
  const { transactions } = session.engine;
  const transaction = transactions.single();
  try {
    const result = await run({ ...session, transaction });
    await transaction.commit();
    return result;
  } finally {
    transactions.end(transaction);
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof CoreError && error.code === 'CORE_SERIALIZATION_FAILURE';
}

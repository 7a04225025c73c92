import { CoreError } from '../../error.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import type { CompiledWithWrites } from '../prepare/prepared-statement.ts';
import type { Session } from '../session.ts';

/** A session whose statement runs in a transaction. */
export type SessionInTransaction = Session & { readonly transaction: Transaction };

/** What is run in a transaction of its own, or in that of the session. */
export interface TransactionWork<T> {
  readonly statement: CompiledWithWrites;
  readonly signal: AbortSignal;
  run(session: SessionInTransaction): Promise<T>;
  /** Ends a transaction of its own otherwise than by committing what `run` has written. */
  commit?(transaction: Transaction, result: T): Promise<void>;
}

/**
 * Run `work` in the session's transaction. Without one it has one of its own, which is committed
 * then; where it would fail because somebody else has changed the same rows, it is run again in
 * another one, until that goes through or its signal is aborted.
 */
export async function inOneTransaction<T>(session: Session, work: TransactionWork<T>): Promise<T> {
  const { engine, transaction } = session;
  if (transaction !== undefined) return work.run({ ...session, transaction });
  const attempt = (): Promise<T> => runAndCommit(session, work);
  const { version } = engine.catalog;
  const again = (): Promise<T> => {
    if (engine.catalog.version !== version) throw planIsOld();
    return attempt();
  };
  try {
    return await attempt();
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  const { statement, signal } = work;
  // One after the other: of many that try again at once all but one would do so for nothing.
  return engine.transactions.turns.take(statement.writtenTables, () =>
    tryAgain(session, signal, again),
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
  { run, commit = plainly }: TransactionWork<T>,
): Promise<T> {
  const { transactions } = session.engine;
  const transaction = transactions.single();
  try {
    const result = await run({ ...session, transaction });
    await commit(transaction, result);
    return result;
  } finally {
    transactions.end(transaction);
  }
}

function plainly(transaction: Transaction): Promise<void> {
  return transaction.commit();
}

/** The statement was planned for tables as they are no more. */
function planIsOld(): CoreError {
  const message = 'a table or index was changed while the statement waited for others';
  return new CoreError('CORE_TABLE_CHANGED', message, { hint: 'Run the statement again.' });
}

function isConflict(error: unknown): boolean {
  return error instanceof CoreError && error.code === 'CORE_SERIALIZATION_FAILURE';
}

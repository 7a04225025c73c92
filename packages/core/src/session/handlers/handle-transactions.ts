import type {
  Begin,
  Commit,
  ReleaseSavepoint,
  Rollback,
  RollbackToSavepoint,
  Savepoint,
  SetTransaction,
  TransactionStatement,
} from '@kalamdb/sql';
import { CoreError } from '../../error.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import type { Session } from '../session.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** Everybody may: what the statements in it may do is decided for each of them. */
function transactionHandler<S extends TransactionStatement>(
  execute: StatementHandler<S>['execute'],
): StatementHandler<S> {
  return { authorize: () => undefined, execute };
}

export const beginHandler = transactionHandler<Begin>((session, { modes, at }) => {
  if (session.transaction !== undefined) {
    const message = 'there is already a transaction in progress';
    const hint = 'Use SAVEPOINT for a part that can be rolled back on its own.';
    throw new CoreError('CORE_TRANSACTION_ACTIVE', message, { position: at, hint });
  }
  const { engine, principal } = session;
  session.transaction = engine.transactions.begin(principal.userId, modes);
  session.transaction.drawn = session.drawn;
  return done(session, `Transaction started (${session.transaction.id})`);
});

export const setTransactionHandler = transactionHandler<SetTransaction>(
  (session, { modes, at }) => {
    openTransaction(session, 'SET TRANSACTION', at).setModes(modes);
    return done(session, 'Transaction modes set');
  },
);

/** COMMIT of a failed transaction rolls it back and says so. */
export const commitHandler = transactionHandler<Commit>(async (session, { at }) => {
  const transaction = openTransaction(session, 'COMMIT', at);
  if (transaction.hasFailed) return rollBack(session, transaction);
  session.transaction = undefined;
  session.engine.transactions.forget(transaction);
  await transaction.commit();
  return done(session, `Transaction committed (${transaction.id})`);
});

export const rollbackHandler = transactionHandler<Rollback>((session, { at }) =>
  rollBack(session, openTransaction(session, 'ROLLBACK', at)),
);

export const savepointHandler = transactionHandler<Savepoint>((session, { name, at }) => {
  openTransaction(session, 'SAVEPOINT', at).setSavepoint(name.text);
  return done(session, `Savepoint ${name.text} set`);
});

export const releaseSavepointHandler = transactionHandler<ReleaseSavepoint>(
  (session, { name, at }) => {
    openTransaction(session, 'RELEASE SAVEPOINT', at).releaseSavepoint(name.text);
    return done(session, `Savepoint ${name.text} released`);
  },
);

export const rollbackToSavepointHandler = transactionHandler<RollbackToSavepoint>(
  (session, { name, at }) => {
    openTransaction(session, 'ROLLBACK TO SAVEPOINT', at).rollbackTo(name.text);
    return done(session, `Rolled back to savepoint ${name.text}`);
  },
);

function rollBack(session: Session, transaction: Transaction) {
  session.transaction = undefined;
  session.engine.transactions.end(transaction);
  return done(session, `Transaction rolled back (${transaction.id})`);
}

function openTransaction({ transaction }: Session, what: string, position: number): Transaction {
  if (transaction !== undefined) return transaction;
  throw new CoreError('CORE_NO_TRANSACTION', `${what} needs a transaction, and none is open`, {
    position,
    hint: 'Begin one in the same request, or name one by transaction_id.',
  });
}

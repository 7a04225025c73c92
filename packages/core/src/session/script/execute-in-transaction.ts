import type { Engine } from '../../engine.ts';
import type { StatementResult } from '../../result.ts';
import { ScriptResults } from '../run/script-results.ts';
import type { ExecuteRequest, Session } from '../session.ts';
import { openSession, runScript } from './execute-script.ts';

/** A script that may leave a transaction open for later requests, or goes on in one. */
export interface TransactionRequest extends ExecuteRequest {
  /** An open transaction of the principal's; `undefined`: the script may begin one. */
  readonly transactionId: string | undefined;
}

export interface TransactionResults {
  readonly results: readonly StatementResult[];
  /** The transaction that is open at the end, for the next request. */
  readonly transactionId: string | undefined;
}

/**
 * Run a script in a transaction that outlives the request. After an error the transaction takes
 * nothing but ROLLBACK and ROLLBACK TO; one that the same request has begun is rolled back, since
 * nobody knows of it. Throws as `executeScript`, CORE_TRANSACTION_NOT_FOUND, CORE_TRANSACTION_BUSY.
 */
export async function executeInTransaction(
  engine: Engine,
  request: TransactionRequest,
): Promise<TransactionResults> {
  const { transactions } = engine;
  const { transactionId, principal } = request;
  const joined =
    transactionId === undefined ? undefined : transactions.acquire(transactionId, principal.userId);
  const session = openSession(engine, request, joined);
  try {
    const results = await readResults(session);
    return { results, transactionId: session.transaction?.id };
  } catch (error) {
    session.transaction?.fail();
    if (session.transaction !== joined && session.transaction !== undefined) {
      transactions.end(session.transaction);
    }
    throw error;
  } finally {
    if (session.transaction !== undefined) transactions.release(session.transaction);
  }
}

/** Read to their ends, so that the transaction rests when the request is answered. */
async function readResults(session: Session): Promise<readonly StatementResult[]> {
  const results = new ScriptResults(session.engine.options.limits.resultBytes);
  for (const result of await runScript(session)) await results.add(result);
  return results.all;
}

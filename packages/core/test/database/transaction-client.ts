import type { ParameterInput } from '@kalamdb/sql';
import type { Database } from '../../src/database.ts';
import type { Principal } from '../../src/policy.ts';
import { type Outcome, outcomesOf } from './run.ts';

/** A client that goes on in the transaction that it has opened, until it ends. */
export interface TransactionClient {
  readonly transactionId: string | undefined;
  /** The outcome of the text's last statement. */
  run(sql: string, parameters?: readonly ParameterInput[]): Promise<Outcome>;
}

export function openClient(
  database: Database,
  principal: Principal,
  transactionId?: string,
): TransactionClient {
  let current = transactionId;
  return {
    get transactionId() {
      return current;
    },
    async run(sql, parameters = []) {
      const request = { principal, namespace: 'default', sql, parameters };
      try {
        const answer = await database.executeInTransaction({ ...request, transactionId: current });
        current = answer.transactionId;
        const outcomes = await outcomesOf(answer.results);
        return outcomes.at(-1) as Outcome;
      } catch (error) {
        // COMMIT ends it, whatever comes of that.
        if (sql === 'COMMIT') current = undefined;
        throw error;
      }
    },
  };
}

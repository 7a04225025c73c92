import type { Statement, StatementKind } from '@kalamdb/sql';
import { CoreError } from '../error.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** Statements that a transaction may hold. All others take effect at once, for everybody. */
const transactional: ReadonlySet<StatementKind> = new Set([
  'select',
  'set-operation',
  'values',
  'insert',
  'update',
  'delete',
  'explain',
  'execute-as-user',
  'prepare',
  'execute',
  'deallocate',
  'use',
  'set-parameter',
  'reset-parameters',
  'show-parameter',
  'show-namespaces',
  'show-tables',
  'show-views',
  'show-indexes',
  'show-functions',
  'show-create',
  'show-stats',
  'describe',
  'begin',
  'set-transaction',
  'commit',
  'rollback',
  'savepoint',
  'release-savepoint',
  'rollback-to-savepoint',
]);

/** Statements that a failed transaction still takes. */
const endings: ReadonlySet<StatementKind> = new Set([
  'commit',
  'rollback',
  'rollback-to-savepoint',
]);

/** Throws unless the transaction, if there is one, takes the statement now. */
export function checkTaken(transaction: Transaction | undefined, { kind, at }: Statement): void {
  if (transaction === undefined) return;
  if (!endings.has(kind)) checkNotFailed(transaction);
  if (transactional.has(kind)) return;
  const spelled = kind.replaceAll('-', ' ').toUpperCase();
  const message = `${spelled} cannot run in a transaction`;
  const hint = 'Run it before BEGIN or after COMMIT: it takes effect at once, for everybody.';
  throw new CoreError('CORE_TRANSACTION_ACTIVE', message, { position: at, hint });
}

/** Throws CORE_TRANSACTION_FAILED after an error of one of its statements. */
function checkNotFailed({ hasFailed }: Transaction): void {
  if (!hasFailed) return;
  const message = 'a statement of the transaction has failed: no other runs before its end';
  const hint = 'ROLLBACK it, or ROLLBACK TO a savepoint.';
  throw new CoreError('CORE_TRANSACTION_FAILED', message, { hint });
}

/** Throws CORE_READ_ONLY_TRANSACTION if the transaction, if there is one, is READ ONLY. */
export function checkMayWrite(transaction: Transaction | undefined, verb: string): void {
  if (transaction?.isReadOnly !== true) return;
  const message = `${verb.toUpperCase()} cannot run in a READ ONLY transaction`;
  const hint = 'Begin a transaction with READ WRITE.';
  throw new CoreError('CORE_READ_ONLY_TRANSACTION', message, { hint });
}

import type { Statement, StatementKind } from '@kalamdb/sql';
import { CoreError } from '../../error.ts';
import type { Transaction } from '../../transaction/transaction.ts';

/**
 * Whether a transaction may hold a statement of a kind: those that define something take effect at
 * once, for everybody, and may not. A new kind does not compile until it is listed.
 */
const isTransactional: { readonly [K in StatementKind]: boolean } = {
  select: true,
  'set-operation': true,
  values: true,
  insert: true,
  update: true,
  delete: true,
  merge: true,
  'with-writes': true,
  truncate: true,
  explain: true,
  'create-namespace': false,
  'alter-namespace': false,
  'drop-namespace': false,
  'show-namespaces': true,
  'create-table': false,
  'create-table-as': false,
  'alter-table': false,
  'drop-table': false,
  'create-view': false,
  'create-index': false,
  'drop-index': false,
  'alter-index': false,
  'alter-view': false,
  reindex: false,
  analyze: true,
  'drop-view': false,
  'create-sequence': false,
  'alter-sequence': false,
  'drop-sequence': false,
  'show-tables': true,
  'show-views': true,
  'show-indexes': true,
  'show-sequences': true,
  'show-functions': true,
  'show-create': true,
  'show-stats': true,
  describe: true,
  comment: false,
  'create-user': false,
  'alter-user': false,
  'drop-user': false,
  'execute-as-user': true,
  prepare: true,
  execute: true,
  deallocate: true,
  use: true,
  'set-parameter': true,
  'reset-parameters': true,
  'show-parameter': true,
  subscribe: false,
  begin: true,
  'set-transaction': true,
  commit: true,
  rollback: true,
  savepoint: true,
  'release-savepoint': true,
  'rollback-to-savepoint': true,
};

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
  if (isTransactional[kind]) return;
  const spelled = kind.replaceAll('-', ' ').toUpperCase();
  const message = `${spelled} cannot run in a transaction`;
  const hint = 'Run it before BEGIN or after COMMIT: it takes effect at once, for everybody.';
  throw new CoreError('CORE_TRANSACTION_ACTIVE', message, { position: at, hint });
}

/** Throws CORE_TRANSACTION_FAILED after an error of one of its statements. */
export function checkNotFailed(transaction: Transaction | undefined): void {
  if (transaction?.hasFailed !== true) return;
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

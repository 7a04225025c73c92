import type { Name } from './name.ts';

export type IsolationLevel =
  | 'read uncommitted'
  | 'read committed'
  | 'repeatable read'
  | 'snapshot'
  | 'serializable';

/** What BEGIN and SET TRANSACTION say; `undefined` where they say nothing. */
export interface TransactionModes {
  readonly isolation: IsolationLevel | undefined;
  readonly readOnly: boolean | undefined;
}

/** BEGIN or START TRANSACTION. */
export interface Begin {
  readonly kind: 'begin';
  readonly modes: TransactionModes;
  readonly at: number;
}

export interface SetTransaction {
  readonly kind: 'set-transaction';
  readonly modes: TransactionModes;
  readonly at: number;
}

/** COMMIT or END. */
export interface Commit {
  readonly kind: 'commit';
  readonly at: number;
}

/** ROLLBACK or ABORT, of the whole transaction. */
export interface Rollback {
  readonly kind: 'rollback';
  readonly at: number;
}

export interface Savepoint {
  readonly kind: 'savepoint';
  readonly name: Name;
  readonly at: number;
}

export interface ReleaseSavepoint {
  readonly kind: 'release-savepoint';
  readonly name: Name;
  readonly at: number;
}

export interface RollbackToSavepoint {
  readonly kind: 'rollback-to-savepoint';
  readonly name: Name;
  readonly at: number;
}

export type TransactionStatement =
  | Begin
  | SetTransaction
  | Commit
  | Rollback
  | Savepoint
  | ReleaseSavepoint
  | RollbackToSavepoint;

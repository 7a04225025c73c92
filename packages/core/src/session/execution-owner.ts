import type { RelationName } from '../catalog/stored-view.ts';
import type { Engine } from '../engine.ts';
import type { Principal } from '../policy.ts';
import type { DrawnValues } from '../sequences/drawn-values.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** For whom a statement runs and with which parts of the database. */
export interface ExecutionOwner {
  readonly engine: Engine;
  readonly principal: Principal;
  readonly transaction: Transaction | undefined;
  /** Namespace of names without one. */
  readonly namespace?: string;
  /** What it was given by sequences. */
  readonly drawn?: DrawnValues;
  /** The only table or view that virtual tables tell of; absent: all. */
  readonly about?: RelationName;
}

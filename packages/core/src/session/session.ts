import type { Catalog, ParameterInput } from '@kalamdb/sql';
import type { Engine } from '../engine.ts';
import type { Principal } from '../policy.ts';
import type { DrawnValues } from '../sequences/drawn-values.ts';
import type { Transaction } from '../transaction/transaction.ts';
import type { NamedStatements } from './named-statements.ts';
import { visibleCatalog } from './visible-catalog.ts';

/** What a front end asks for: a script in the name of somebody. */
export interface ExecuteRequest {
  readonly principal: Principal;
  /** Namespace of unqualified names. */
  readonly namespace: string;
  /** One or more statements, separated by `;`. */
  readonly sql: string;
  /** Values of `$1 … $n`, which are the same in all statements. */
  readonly parameters: readonly ParameterInput[];
  /** Stops running queries with SQL_CANCELED. */
  readonly signal?: AbortSignal | undefined;
}

/** Everything that a statement is run with, besides the statement. Lives as long as one request. */
export interface Session {
  readonly engine: Engine;
  readonly principal: Principal;
  /** The namespace that the request was sent with. */
  readonly homeNamespace: string;
  /** Namespace of unqualified names; USE changes it. */
  namespace: string;
  /** What SET has given other values than their default, by name. */
  settings: ReadonlyMap<string, string>;
  /** How long a statement may take; `SET statement_timeout` changes it. */
  timeoutMs: number;
  /** What positions refer to: the script, or its statement that runs as a text of its own. */
  text: string;
  /** Where `text` begins in the script. */
  start: number;
  readonly parameters: readonly ParameterInput[];
  /** It has been seen that the statements name all of `parameters` and no others. */
  parametersFit: boolean;
  readonly signal: AbortSignal | undefined;
  readonly named: NamedStatements;
  /** What it was given by sequences. */
  readonly drawn: DrawnValues;
  /** The one that is open: BEGIN sets it, COMMIT and ROLLBACK end it. */
  transaction: Transaction | undefined;
}

/** The session's view of the catalog for binding. */
export function sessionCatalog({ engine, principal }: Session): Catalog {
  return visibleCatalog(engine.catalog, engine.options.policy, principal);
}

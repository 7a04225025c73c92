import type { LiteralToken, Value } from '@kalamdb/sql';
import type { StatementResult } from '../../result.ts';
import { authorize } from '../authorize.ts';
import { bindParameters, checkFit } from '../prepare/parameters.ts';
import type { PreparedStatement } from '../prepare/prepared-statement.ts';
import type { Session } from '../session.ts';
import { Execution } from './execution.ts';
import { runQuery } from './run-query.ts';
import { runWithWrites } from './run-with-writes.ts';
import { runWrite } from './run-write.ts';

/** Turns an error of a run into the one to throw. */
export type ExplainError = (error: unknown) => unknown;

const noLiterals: readonly LiteralToken[] = [];

/**
 * Run a prepared statement for a session: ask the policy, convert parameters and lifted literals,
 * execute. A read of one key is answered without a promise. Errors of the execution itself pass
 * through `explain`, also those that reading the result throws.
 */
export function runPrepared(
  session: Session,
  prepared: PreparedStatement,
  literals: readonly LiteralToken[] = noLiterals,
  explain: ExplainError = unchanged,
): StatementResult | Promise<StatementResult> {
  authorizeAccess(session, prepared);
  const { bound } = prepared;
  if (!session.parametersFit) checkFit(bound.userParameters, session.parameters.length);
  const parameters = bindParameters(bound, session.parameters, literals);
  return runAuthorized(session, prepared, parameters, explain);
}

/** Ask the policy about all that a prepared statement does. */
export function authorizeAccess(
  { engine, principal }: Session,
  { access }: PreparedStatement,
): void {
  for (const one of access) authorize(engine.options.policy, principal, one);
}

/** The same without asking the policy: for statements that the database itself makes. */
export function runAuthorized(
  session: Session,
  { compiled }: PreparedStatement,
  parameters: readonly Value[],
  explain: ExplainError = unchanged,
): StatementResult | Promise<StatementResult> {
  switch (compiled.kind) {
    case 'point-read':
      return runPointRead(session, compiled, parameters, explain);
    case 'query':
      return runQuery(session, compiled, parameters, explain);
    case 'write':
      return runWrite(session, compiled, parameters, explain);
    case 'with-writes':
      return runWithWrites(session, compiled, parameters, explain);
    default:
      return compiled satisfies never;
  }
}

function runPointRead(
  session: Session,
  compiled: Extract<PreparedStatement['compiled'], { kind: 'point-read' }>,
  parameters: readonly Value[],
  explain: ExplainError,
): StatementResult {
  try {
    const rows = compiled.read(new Execution(session, parameters, session.signal));
    return {
      kind: 'rows',
      fields: compiled.fields,
      rows: { kind: 'rows', rows },
      asUser: session.principal.userId,
    };
  } catch (error) {
    throw explain(error);
  }
}

function unchanged(error: unknown): unknown {
  return error;
}

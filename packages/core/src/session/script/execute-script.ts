import { fingerprint, SqlError } from '@kalamdb/sql';
import type { Engine } from '../../engine.ts';
import { CoreError } from '../../error.ts';
import type { StatementResult } from '../../result.ts';
import { DrawnValues } from '../../sequences/drawn-values.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { startTimeSlice } from '../../write/time-slice.ts';
import { NamedStatements } from '../named-statements.ts';
import { checkParameters } from '../prepare/parameters.ts';
import { isSeen } from '../prepare/seen-catalog.ts';
import { retryWrite } from '../run/retry-write.ts';
import { runPrepared } from '../run/run-prepared.ts';
import { ScriptResults } from '../run/script-results.ts';
import type { ExecuteRequest, Session } from '../session.ts';
import { noSettings, sessionAfter } from '../session-parameters.ts';
import { movedError, statementError } from '../statement-error.ts';
import { runLifted } from './run-lifted.ts';
import {
  authorizeScriptStatement,
  readScript,
  runScriptStatement,
  type ScriptStatement,
} from './script.ts';
import { checkScriptParameters } from './script-parameters.ts';

/**
 * Run a script: parse it, decide about all of its statements, then run them in order. The first
 * error stops it and is thrown, marked with the number of its statement; earlier effects stay, but
 * for those of a transaction that is still open: it is rolled back, also at the end of the script,
 * which is CORE_TRANSACTION_LEFT_OPEN.
 */
export async function executeScript(
  engine: Engine,
  request: ExecuteRequest,
): Promise<readonly StatementResult[]> {
  const session = openSession(engine, request, undefined);
  const known = runKnown(session);
  // Awaiting what is at hand would cost a reader of one row more than the row.
  if (known !== undefined) return [known instanceof Promise ? await known : known];
  try {
    const results = await executeParsed(session);
    if (session.transaction !== undefined) throw leftOpen();
    return results;
  } finally {
    if (session.transaction !== undefined) engine.transactions.end(session.transaction);
  }
}

/** Run the script of a session, which may leave a transaction open. */
export async function runScript(session: Session): Promise<readonly StatementResult[]> {
  const known = runKnown(session);
  return known === undefined ? executeParsed(session) : [await known];
}

/**
 * Run a text that is known or has a shape: one statement that neither begins nor ends a transaction;
 * `undefined` for any other. Refuses what is longer than allowed.
 */
function runKnown(session: Session): StatementResult | Promise<StatementResult> | undefined {
  const { limits } = session.engine.options;
  if (session.parameters.length > 0) checkParameters(session.parameters, limits);
  checkLength(session.text, limits.sqlBytes);
  const fail = (error: unknown): never => {
    throw statementError(error, 1);
  };
  try {
    const result = retryWrite(session, () => runKnownShape(session));
    // A text without a shape is told at once.
    return result instanceof Promise ? (result.catch(fail) as Promise<StatementResult>) : result;
  } catch (error) {
    return fail(error);
  }
}

function runKnownShape(session: Session): StatementResult | Promise<StatementResult> | undefined {
  if (session.transaction?.hasFailed === true) return undefined;
  const { statements } = session.engine;
  const known = statements.findText(session.text, session.namespace);
  if (known !== undefined && isSeen(session, known)) return runPrepared(session, known);
  const print = fingerprint(session.text);
  return print === undefined ? undefined : runLifted(session, print);
}

async function executeParsed(session: Session): Promise<readonly StatementResult[]> {
  const script = readScript(session);
  if (script.length === 0) throw new CoreError('CORE_EMPTY_SCRIPT', 'the text has no statement');
  if (mayHaveParameters(session)) checkScriptParameters(script, session.parameters.length);
  session.parametersFit = true;
  await authorizeAll(session, script);
  const [only, ...others] = script;
  if (others.length === 0) return [await runOnly(session, only)];
  const results = new ScriptResults(session.engine.options.limits.resultBytes);
  await eachStatement(script, async (statement) => {
    await results.add(await runScriptStatement(session, statement));
  });
  return results.all;
}

/** To look for them costs as much as to parse, which most statements of a script need not be. */
function mayHaveParameters({ parameters, text }: Session): boolean {
  return parameters.length > 0 || text.includes('$');
}

/** Decide about all statements, each as it is meant after the ones before it. */
async function authorizeAll(session: Session, script: readonly ScriptStatement[]): Promise<void> {
  let foreseen = { ...session };
  await eachStatement(script, (statement) => {
    foreseen.text = statement.text;
    authorizeScriptStatement(foreseen, statement);
    if (statement.known === undefined) foreseen = sessionAfter(foreseen, statement.parsed());
  });
}

/** The result of a statement that none follows is read while it is sent. */
async function runOnly(session: Session, only: ScriptStatement): Promise<StatementResult> {
  try {
    return await runScriptStatement(session, only);
  } catch (error) {
    throw statementError(error, 1);
  }
}

async function eachStatement(
  script: readonly ScriptStatement[],
  visit: (statement: ScriptStatement) => void | Promise<void>,
): Promise<void> {
  const slice = startTimeSlice();
  for (const [index, statement] of script.entries()) {
    try {
      await visit(statement);
      if (slice.isSpent()) await slice.pause();
    } catch (error) {
      throw statementError(movedError(error, statement.start), index + 1);
    }
  }
}

/** A text has at least as many bytes as code units, so this never refuses what fits. */
function checkLength(text: string, maxBytes: number): void {
  if (text.length <= maxBytes) return;
  throw new SqlError('SQL_TOO_LONG', `the text is longer than ${maxBytes} bytes`, {
    hint: 'Send it in parts, or give long values as parameters.',
  });
}

/** What the statements of a request share; `transaction` is the one that they go on in. */
export function openSession(
  engine: Engine,
  request: ExecuteRequest,
  transaction: Transaction | undefined,
): Session {
  const namespace = request.namespace.toLowerCase();
  return {
    engine,
    principal: request.principal,
    homeNamespace: namespace,
    namespace,
    settings: noSettings,
    timeoutMs: engine.options.limits.queryTimeoutMs,
    text: request.sql,
    start: 0,
    parameters: request.parameters,
    parametersFit: false,
    signal: request.signal,
    named: new NamedStatements(),
    drawn: transaction?.drawn ?? new DrawnValues(),
    transaction,
  };
}

function leftOpen(): CoreError {
  return new CoreError(
    'CORE_TRANSACTION_LEFT_OPEN',
    'Request completed with an open explicit transaction; rolled back automatically',
    { hint: 'COMMIT in the same request, or ask to keep it with "transaction": "keep".' },
  );
}

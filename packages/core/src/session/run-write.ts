import type { Value } from '@kalamdb/sql';
import type { StatementResult } from '../result.ts';
import { scopeOf } from '../table/partition-view.ts';
import type { WriteOutcome } from '../write/write-run.ts';
import { Deadline } from './deadline.ts';
import { Execution } from './execution.ts';
import type { Compiled } from './prepared-statement.ts';
import type { Session } from './session.ts';

type Write = Extract<Compiled, { kind: 'write' }>;

/**
 * Run an INSERT, UPDATE or DELETE. Resolves when its rows are durable. The time limit is for the
 * reading of rows; once they wait for the disk, the outcome is awaited.
 */
export async function runWrite(
  session: Session,
  write: Write,
  parameters: readonly Value[],
  explain: (error: unknown) => unknown,
): Promise<StatementResult> {
  try {
    const outcome = write.reads
      ? await executeInTime(session, write, parameters)
      : await execute(session, write, new Execution(session, parameters, session.signal));
    return resultOf(session, write, outcome);
  } catch (error) {
    throw explain(error);
  }
}

function resultOf(
  { principal }: Session,
  { verb, fields }: Write,
  { count, returned }: WriteOutcome,
): StatementResult {
  const asUser = principal.userId;
  if (fields === undefined || returned === undefined) {
    return { kind: 'affected', verb, count, asUser };
  }
  const rows = { kind: 'rows', rows: returned } as const;
  return { kind: 'rows', fields, rows, affected: { verb, count }, asUser };
}

async function executeInTime(
  session: Session,
  write: Write,
  parameters: readonly Value[],
): Promise<WriteOutcome> {
  const { limits } = session.engine.options;
  const deadline = new Deadline(limits.queryTimeoutMs, session.signal);
  deadline.start();
  try {
    deadline.signal.throwIfAborted();
    return await execute(session, write, new Execution(session, parameters, deadline.signal));
  } catch (error) {
    throw deadline.explain(error);
  } finally {
    deadline.stop();
  }
}

function execute(
  { engine, principal }: Session,
  { table, run }: Write,
  context: Execution,
): Promise<WriteOutcome> {
  return run({
    store: engine.store,
    committer: engine.committer,
    catalog: engine.catalog,
    context,
    scope: scopeOf(table, principal),
    at: context.snapshot,
    rowBytes: engine.options.limits.rowBytes,
    resultRows: engine.options.limits.resultRows,
  });
}

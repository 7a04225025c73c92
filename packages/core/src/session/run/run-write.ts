import { queryRows, type Value } from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import type { StatementResult } from '../../result.ts';
import { scopeOf } from '../../table/partition-view.ts';
import type { WriteOutcome, WriteRun } from '../../write/write-run.ts';
import type { PreparedWrite } from '../prepare/prepared-statement.ts';
import type { Session } from '../session.ts';
import { Execution } from './execution.ts';
import { checkMayWrite } from './in-transaction.ts';
import { runInTime } from './run-in-time.ts';

/**
 * Run an INSERT, UPDATE or DELETE. Resolves when its rows are durable. The time limit is for the
 * reading of rows; once they wait for the disk, the outcome is awaited.
 */
export function runWrite(
  session: Session,
  write: PreparedWrite,
  parameters: readonly Value[],
  explain: (error: unknown) => unknown,
): Promise<StatementResult> {
  const fail = (error: unknown): never => {
    throw explain(error);
  };
  try {
    const written = write.reads
      ? runInTime(session, parameters, (context) => executeWrite(session, write, context))
      : executeWrite(session, write, new Execution(session, parameters, session.signal));
    return written.then((outcome) => writeResult(session, write, outcome), fail);
  } catch (error) {
    return fail(error);
  }
}

/** What a write answers. */
export function writeResult(
  { principal }: Session,
  { verb, fields }: PreparedWrite,
  { count, returned }: WriteOutcome,
): StatementResult {
  const asUser = principal.userId;
  if (fields === undefined || returned === undefined) {
    return { kind: 'affected', verb, count, asUser };
  }
  const rows = { kind: 'rows', rows: returned } as const;
  return { kind: 'rows', fields, rows, affected: { verb, count }, asUser };
}

/** Run a write of the session. Throws CORE_READ_ONLY_TRANSACTION, and what the write throws. */
export function executeWrite(
  session: Session,
  { table, verb, common, run }: PreparedWrite,
  context: Execution,
): Promise<WriteOutcome> {
  checkMayWrite(session.transaction, verb);
  if (common.length > 0) {
    context.common = new Map(common.map((query) => [query.id, queryRows(query, context)]));
  }
  return run(writeRun(session, table, context));
}

/** What a statement of the session writes rows of `table` with. */
export function writeRun(
  { engine, principal, transaction }: Session,
  table: StoredTable,
  context: Execution,
): WriteRun {
  const scope = scopeOf(table, principal);
  const { catalog } = engine;
  return {
    openRows: () => context.rowsOf({ tableId: table.definition.id, scope }),
    committer: transaction ?? engine.committer,
    catalog,
    hold: transaction && ((written) => transaction.hold(written)),
    indexesToWrite: (id) => (transaction ?? catalog).indexesToWrite(id),
    findIndex: (tableId, indexId) => context.findIndex(tableId, indexId),
    context,
    enter: transaction === undefined ? (staging) => context.enter(staging) : undefined,
    scope,
    at: context.snapshot,
    newerRows: transaction === undefined ? 'follow' : 'refuse',
    rowBytes: engine.options.limits.rowBytes,
    resultRows: engine.options.limits.resultRows,
  };
}

import assert from 'node:assert/strict';
import {
  type BoundWrite,
  type CommonRows,
  executePlan,
  queryRows,
  ReturnedRows,
  type Value,
} from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import type { StatementResult } from '../../result.ts';
import { RecordingStaging } from '../../write/references/recording-staging.ts';
import { settleReferences } from '../../write/references/settle-references.ts';
import type { StatementPart, WriteOutcome } from '../../write/write-run.ts';
import type {
  CompiledMember,
  CompiledPlain,
  CompiledWithWrites,
  PreparedWrite,
} from '../prepare/prepared-statement.ts';
import type { Session } from '../session.ts';
import { Execution } from './execution.ts';
import { inOneTransaction, type SessionInTransaction } from './in-one-transaction.ts';
import { checkMayWrite } from './in-transaction.ts';
import { inTime } from './run-in-time.ts';
import { limitRows } from './run-query.ts';
import { writeResult, writeRun } from './run-write.ts';
import { ScriptResults } from './script-results.ts';

/** What a statement behind a WITH that writes has done. */
export interface PartsOutcome {
  /** Of the statement behind WITH. */
  readonly result: StatementResult;
  /** How many rows each write was about. */
  readonly written: ReadonlyMap<BoundWrite, number>;
}

/**
 * Run a statement behind a WITH that writes. Resolves when all that its parts have written is
 * durable, as one commit, unless the session's transaction goes on.
 */
export async function runWithWrites(
  session: Session,
  statement: CompiledWithWrites,
  parameters: readonly Value[],
  explain: (error: unknown) => unknown,
): Promise<StatementResult> {
  try {
    return await inTime(session, (signal) =>
      inOneTransaction(session, {
        statement,
        signal,
        async run(inner) {
          const context = new Execution(inner, parameters, signal);
          return (await runParts(inner, statement, context)).result;
        },
      }),
    );
  } catch (error) {
    throw explain(error);
  }
}

/**
 * Run the writes in their order, each once and to its end, the statement behind WITH last. All read
 * what `context` sees, none what another one has changed, but for the rows that it returns. What
 * foreign keys make of the changes comes when all are made. If one throws, nothing of any is kept.
 */
export function runParts(
  session: SessionInTransaction,
  { members, main }: CompiledWithWrites,
  context: Execution,
): Promise<PartsOutcome> {
  return runBehindWrites(session, members, context, async (parts) => {
    const result = await answer(parts, main);
    return { result, written: parts.written };
  });
}

/** The same with `last` in the place of the statement behind WITH. */
export function runBehindWrites<T>(
  session: SessionInTransaction,
  members: readonly CompiledMember[],
  context: Execution,
  last: (parts: Parts) => Promise<T>,
): Promise<T> {
  return session.transaction.submit(async (staging) => {
    const recording = new RecordingStaging(staging);
    const since = staging.nextSequence();
    const written = new Map<BoundWrite, number>();
    const parts: Parts = { session, context, recording, since, written, table: undefined };
    const common = new Map<number, CommonRows>();
    context.common = common;
    for (const member of members) common.set(member.id, await rowsOf(parts, member));
    const result = await last(parts);
    await settle(parts);
    return result;
  });
}

/** One execution of a statement of several parts. */
interface Parts {
  readonly session: SessionInTransaction;
  readonly context: Execution;
  /** Has the changes of all parts. */
  readonly recording: RecordingStaging;
  readonly since: bigint;
  readonly written: Map<BoundWrite, number>;
  /** What one of them has written to. */
  table: StoredTable | undefined;
}

/** A query is run when it is read first, a write now. */
async function rowsOf(parts: Parts, member: CompiledMember): Promise<CommonRows> {
  const { context } = parts;
  if (!('write' in member)) return queryRows(member, context);
  const { name, write } = member;
  const rows = new ReturnedRows(name, write.bound.returning?.schema ?? [], context);
  await runPart(parts, write, (row) => rows.add(row));
  return rows;
}

async function runPart(
  parts: Parts,
  { table, verb, bound, run }: PreparedWrite,
  give: StatementPart['give'],
): Promise<WriteOutcome> {
  const { session, context, recording, since, written } = parts;
  parts.table = table;
  checkMayWrite(session.transaction, verb);
  recording.startPart();
  const outcome = await run({
    ...writeRun(session, table, context),
    committer: { submit: async (stage) => stage(recording) },
    part: { since, give },
  });
  written.set(bound, outcome.count);
  return outcome;
}

/** The result of the statement behind WITH, read to its end: it is told when all is durable. */
async function answer(parts: Parts, main: CompiledPlain): Promise<StatementResult> {
  const { session, context } = parts;
  if (main.kind === 'write') {
    return writeResult(session, main, await runPart(parts, main, undefined));
  }
  const { limits } = session.engine.options;
  const rows =
    main.kind === 'point-read'
      ? ({ kind: 'rows', rows: main.read(context) } as const)
      : ({
          kind: 'batches',
          batches: limitRows(executePlan(main.plan, context), limits.resultRows),
        } as const);
  const results = new ScriptResults(limits.resultBytes);
  await results.add({ kind: 'rows', fields: main.fields, rows, asUser: session.principal.userId });
  return results.all[0] as StatementResult;
}

async function settle({ session, context, recording, table }: Parts): Promise<void> {
  assert(table !== undefined, 'one of the parts writes');
  // It is the changed rows that say of which table and whose they are.
  await settleReferences(recording, writeRun(session, table, context));
}

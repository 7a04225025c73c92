import assert from 'node:assert/strict';
import type { Plan, Row, TableName, Value } from '@kalamdb/sql';
import type { ChangeCommitter, FillTable } from '../../catalog/catalog-writer.ts';
import type { TableDraft } from '../../catalog/define-table.ts';
import { scopeOf } from '../../table/partition-view.ts';
import type { Transaction } from '../../transaction/transaction.ts';
import { readSource } from '../../write/read-source.ts';
import { stageFirstRows } from '../../write/statements/insert.ts';
import type { WriteRun } from '../../write/write-run.ts';
import { bindParameters } from '../prepare/parameters.ts';
import type { CompiledWithWrites, PreparedStatement } from '../prepare/prepared-statement.ts';
import type { Session } from '../session.ts';
import { Execution } from './execution.ts';
import { inOneTransaction } from './in-one-transaction.ts';
import { inTime, runInTime } from './run-in-time.ts';
import { runBehindWrites } from './run-with-writes.ts';

/** A table that is to be made of a query. */
export interface FilledTable {
  readonly draft: TableDraft;
  readonly written: TableName;
  /** False: nothing of the query is run. */
  readonly withData: boolean;
}

/**
 * Make a table with the rows of a query, and what is written before that, as one commit. Gives the
 * number of its rows; `undefined`, and nothing is written, if its name was taken meanwhile.
 */
export async function createFilledTable(
  session: Session,
  table: FilledTable,
  prepared: PreparedStatement,
): Promise<number | undefined> {
  const { bound, compiled } = prepared;
  const plan = rowsOfTable(prepared);
  const parameters = bindParameters(bound, session.parameters, []);
  const create = (filling: Filling, committer?: ChangeCommitter) =>
    createTable(session, table, filling, committer);
  if (compiled.kind === 'with-writes' && table.withData) {
    return createBehindWrites(session, { compiled, plan, parameters }, create);
  }
  return runInTime(session, parameters, async (context) => {
    const rows = table.withData ? await readSource(plan, context) : [];
    return (await create({ rows, context })) ? rows.length : undefined;
  });
}

/** The plan that gives the rows of a new table. */
export function rowsOfTable({ bound }: PreparedStatement): Plan {
  const query = bound.kind === 'with-writes' ? bound.main : bound;
  assert(query.kind === 'query', 'the rows of a new table are those of a query');
  return query.plan;
}

/** The first rows of a table, and the execution that has read them. */
interface Filling {
  readonly rows: readonly Row[];
  readonly context: Execution;
}

/** False if the name is taken. */
function createTable(
  session: Session,
  { draft, written }: FilledTable,
  { rows, context }: Filling,
  committer: ChangeCommitter | undefined,
): Promise<boolean> {
  const fill: FillTable = (staging, table) =>
    stageFirstRows(staging, firstRun(session, context, table), table, rows);
  return session.engine.catalogWriter.createTable(draft, written, fill, committer);
}

interface WritingSource {
  readonly compiled: CompiledWithWrites;
  readonly plan: Plan;
  readonly parameters: readonly Value[];
}

/** The table comes into being with what the parts of the WITH write, as one commit. */
async function createBehindWrites(
  session: Session,
  { compiled, plan, parameters }: WritingSource,
  create: (filling: Filling, committer: ChangeCommitter) => Promise<boolean>,
): Promise<number | undefined> {
  try {
    const { rows } = await inTime(session, (signal) =>
      inOneTransaction<Filling>(session, {
        statement: compiled,
        signal,
        async run(inner) {
          const context = new Execution(inner, parameters, signal);
          const read = () => readSource(plan, context);
          return { context, rows: await runBehindWrites(inner, compiled.members, context, read) };
        },
        async commit(transaction, filling) {
          await create(filling, committedWith(transaction));
        },
      }),
    );
    return rows.length;
  } catch (error) {
    if (error instanceof NameTaken) return undefined;
    throw error;
  }
}

/** Nothing of a statement that writes is kept when its table cannot be made. */
class NameTaken extends Error {}

function committedWith(transaction: Transaction): ChangeCommitter {
  return {
    submit: (stage) =>
      transaction.commitWith(async (staging) => {
        const made = await stage(staging);
        if (made === false) throw new NameTaken('the name of the table is taken');
        return made;
      }),
  };
}

/** How rows are written to a table that nobody else knows yet. */
function firstRun(
  { engine, principal }: Session,
  context: Execution,
  table: Parameters<FillTable>[1],
): WriteRun {
  return {
    openRows: () => engine.store,
    committer: engine.committer,
    catalog: {
      isWritable: () => true,
      indexesOf: () => [],
      byId: () => table,
      foreignKeysTo: () => [],
    },
    indexesToWrite: () => [],
    findIndex: () => undefined,
    context,
    scope: scopeOf(table, principal),
    at: context.snapshot,
    newerRows: 'follow',
    rowBytes: engine.options.limits.rowBytes,
    resultRows: 0,
  };
}

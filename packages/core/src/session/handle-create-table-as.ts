import assert from 'node:assert/strict';
import {
  type BoundQuery,
  type ColumnDefinition,
  type CreateTableAs,
  refuseLocking,
  type Schema,
  SqlError,
  spellType,
} from '@kalamdb/sql';
import type { FillTable } from '../catalog/catalog-writer.ts';
import { defineTable, type TableDraft, tableKind } from '../catalog/define-table.ts';
import { scopeOf } from '../table/partition-view.ts';
import { stageFirstRows } from '../write/insert.ts';
import { readSource } from '../write/read-source.ts';
import type { WriteRun } from '../write/write-run.ts';
import { authorize } from './authorize.ts';
import { constraintSurroundings } from './constraint-surroundings.ts';
import type { Execution } from './execution.ts';
import { authorizeRows, prepareParsed } from './handle-rows.ts';
import { alreadyThere } from './handle-tables.ts';
import { checkWritableNamespace, qualifiedName, resolveName } from './object-name.ts';
import { bindParameters } from './parameters.ts';
import { runInTime } from './run-in-time.ts';
import type { Session } from './session.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/**
 * CREATE TABLE … AS query, and SELECT … INTO: the table has the columns of the query, and comes into
 * being with its rows, as one commit. Its maker must be allowed to read what the query reads.
 */
export const createTableAsHandler: StatementHandler<CreateTableAs> = {
  authorize(session, statement) {
    const { engine, principal } = session;
    const table = qualifiedName(session, statement.table);
    const access = { action: 'create-table', tableKind: tableKind(statement), table } as const;
    authorize(engine.options.policy, principal, access);
    authorizeRows(session, statement.query);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    refuseLocking(statement.query);
    checkWritableNamespace(session, statement.table);
    const name = qualifiedName(session, statement.table);
    if (isTaken(session, statement)) return alreadyThere(session, statement);
    const { bound } = prepareParsed(session, statement.query);
    assert(bound.kind === 'query', 'the rows of a new table are those of a query');
    const draft = draftTable(session, statement, bound);
    const count = await createFilled(session, statement, bound, draft);
    if (count === undefined) return alreadyThere(session, statement);
    return done(session, `Table ${name} created successfully with ${count} row(s)`);
  },
};

function isTaken(session: Session, { table }: CreateTableAs): boolean {
  const { namespace, name } = resolveName(session, table);
  return session.engine.catalog.isTaken(namespace, name);
}

function draftTable(session: Session, statement: CreateTableAs, { plan }: BoundQuery): TableDraft {
  const { namespace, engine } = session;
  const { requirePrimaryKey, clock } = engine.options;
  const columns = columnsOf(statement, plan.schema);
  return defineTable(
    { ...statement, kind: 'create-table', columns, constraints: [] },
    {
      namespace,
      requirePrimaryKey,
      keyExample: `CREATE TABLE ${statement.table.name.text} (PRIMARY KEY (${columns[0]?.name.text})) AS …`,
      now: Number(clock.now()),
      surroundings: constraintSurroundings(session),
    },
  );
}

/** SQL_SYNTAX for more names than the query has columns. */
function columnsOf(
  { columns: names, table, query: { at } }: CreateTableAs,
  schema: Schema,
): readonly ColumnDefinition[] {
  const surplus = names[schema.length];
  if (surplus !== undefined) {
    throw new SqlError('SQL_SYNTAX', `table '${table.name.text}' has too many column names`, {
      position: surplus.at,
      hint: `The query gives ${schema.length} columns.`,
    });
  }
  return schema.map(({ name, type }, index) => ({
    name: names[index] ?? { text: name, at },
    type: spellType(type, at),
    nullable: undefined,
    primaryKey: false,
    defaultValue: undefined,
    generated: undefined,
  }));
}

/** The number of rows that the new table has; `undefined` if its name was taken meanwhile. */
async function createFilled(
  session: Session,
  { table: written, withData }: CreateTableAs,
  bound: BoundQuery,
  draft: TableDraft,
): Promise<number | undefined> {
  const parameters = bindParameters(bound, session.parameters, []);
  const { catalogWriter } = session.engine;
  return runInTime(session, parameters, async (context) => {
    const rows = withData ? await readSource(bound.plan, context) : [];
    const fill: FillTable = (staging, table) =>
      stageFirstRows(staging, firstRun(session, context, table), table, rows);
    return (await catalogWriter.createTable(draft, written, fill)) ? rows.length : undefined;
  });
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

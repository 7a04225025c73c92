import {
  type ColumnDefinition,
  type CreateTableAs,
  type Schema,
  SqlError,
  spellType,
} from '@kalamdb/sql';
import { defineTable, type TableDraft, tableKind } from '../../catalog/define-table.ts';
import { constraintSurroundings } from '../alter/constraint-surroundings.ts';
import { authorize } from '../authorize.ts';
import { checkWritableNamespace, qualifiedName, resolveName } from '../find/object-name.ts';
import { createFilledTable, rowsOfTable } from '../run/create-filled-table.ts';
import { retryWrite } from '../run/retry-write.ts';
import type { Session } from '../session.ts';
import { authorizeRows, prepareParsed } from './handle-rows.ts';
import { alreadyThere } from './handle-tables.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/**
 * CREATE TABLE … AS query, and SELECT … INTO: the table has the columns of the query, and comes into
 * being with its rows, and with what a WITH before the query writes, as one commit. Its maker must be allowed to read what the query reads.
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
    const { table } = statement;
    checkWritableNamespace(session, table);
    if (isTaken(session, statement)) return alreadyThere(session, statement);
    const count = await retryWrite(session, () => createFilled(session, statement));
    if (count === undefined) return alreadyThere(session, statement);
    const name = qualifiedName(session, table);
    return done(session, `Table ${name} created successfully with ${count} row(s)`);
  },
};

function createFilled(session: Session, statement: CreateTableAs): Promise<number | undefined> {
  const prepared = prepareParsed(session, statement.query);
  const draft = draftTable(session, statement, rowsOfTable(prepared).schema);
  const { table: written, withData } = statement;
  return createFilledTable(session, { draft, written, withData }, prepared);
}

function isTaken(session: Session, { table }: CreateTableAs): boolean {
  const { namespace, name } = resolveName(session, table);
  return session.engine.catalog.isTaken(namespace, name);
}

function draftTable(session: Session, statement: CreateTableAs, schema: Schema): TableDraft {
  const { namespace, engine } = session;
  const { requirePrimaryKey, clock } = engine.options;
  const columns = columnsOf(statement, schema);
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

import type { Select, TableInfo } from '@kalamdb/sql';
import { SYSTEM_NAMESPACE } from '../catalog/system-schema.ts';
import { tablesBehind } from '../catalog/tables-behind.ts';
import { authorize, type TableAction, tableAccess } from './authorize.ts';
import { resolveName } from './object-name.ts';
import { prepareStatement } from './prepare.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import { namedTables, type RowStatement } from './row-statement.ts';
import { runPrepared } from './run-prepared.ts';
import { type Session, sessionCatalog } from './session.ts';
import type { StatementHandler } from './statement-handler.ts';

/** SELECT, INSERT, UPDATE and DELETE with their literals as written. */
export const rowHandler: StatementHandler<RowStatement> = {
  authorize(session, statement) {
    authorizeRows(session, statement, statement.kind);
  },
  execute(session, statement) {
    authorizeRows(session, statement, statement.kind);
    return runPrepared(session, prepareParsed(session, statement));
  },
};

/**
 * Ask the policy about the tables that a statement names, as far as they exist, before anything is
 * said about their columns. Writes to system tables are refused when the statement is prepared.
 */
export function authorizeRows(
  session: Session,
  statement: RowStatement,
  action: TableAction,
): void {
  const { catalog, options } = session.engine;
  for (const table of resolveTables(session, statement)) {
    if (table.namespace === SYSTEM_NAMESPACE && statement.kind !== 'select') continue;
    authorize(options.policy, session.principal, tableAccess(action, table, catalog));
  }
}

/** The statement prepared, or what was prepared for the same syntax tree before. */
export function prepareParsed(session: Session, statement: RowStatement): PreparedStatement {
  const { engine, namespace } = session;
  const { statements, catalog } = engine;
  const found = statements.findParsed(statement, namespace);
  if (found !== undefined) return found;
  const prepared = prepareStatement(statement, catalog, {
    namespace,
    text: session.text,
    print: undefined,
    names: sessionCatalog(session),
    statistics: engine.scanMemory.statistics,
  });
  statements.addParsed(statement, prepared);
  return prepared;
}

/** The tables that a statement names or reads through views, as far as they exist; each once. */
export function resolveTables(
  session: Session,
  statement: RowStatement | Select,
): readonly TableInfo[] {
  const names = namedTables(statement).map((table) => resolveName(session, table));
  return tablesBehind(session.engine.catalog, names);
}

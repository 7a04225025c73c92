import type { Catalog, RowStatement, SqlType, TableInfo } from '@kalamdb/sql';
import { isSystemNamespace } from '../../catalog/system-namespaces.ts';
import { tablesBehind } from '../../catalog/tables-behind.ts';
import { authorize, tableAccess } from '../authorize.ts';
import { resolveName } from '../find/object-name.ts';
import { prepareStatement } from '../prepare/prepare.ts';
import type { PreparedStatement } from '../prepare/prepared-statement.ts';
import { type NamedTable, namedTables } from '../prepare/row-statement.ts';
import { isSeen, seenCatalog } from '../prepare/seen-catalog.ts';
import { retryWrite } from '../run/retry-write.ts';
import { runPrepared } from '../run/run-prepared.ts';
import { type Session, sessionCatalog } from '../session.ts';
import type { StatementHandler } from './statement-handler.ts';

/** SELECT, INSERT, UPDATE, DELETE and MERGE, also behind WITH, with their literals as written. */
export const rowHandler: StatementHandler<RowStatement> = {
  authorize(session, statement) {
    authorizeRows(session, statement);
  },
  execute(session, statement) {
    authorizeRows(session, statement);
    return retryWrite(session, () => runPrepared(session, prepareParsed(session, statement)));
  },
};

/**
 * Ask the policy about the tables that a statement names, as far as they exist, before anything is
 * said about their columns. Writes to system tables are refused when the statement is prepared.
 */
export function authorizeRows(
  session: Session,
  statement: RowStatement,
  reading: 'select' | 'subscribe' = 'select',
): void {
  const { catalog, options } = session.engine;
  for (const { table, written } of resolveTables(session, statement)) {
    if (isSystemNamespace(table.namespace) && written !== undefined) continue;
    for (const action of written ?? [reading]) {
      authorize(options.policy, session.principal, tableAccess(action, table, catalog));
    }
  }
}

/**
 * The statement prepared for what the session sees, or what was prepared for the same syntax tree
 * before. `parameterTypes`: those of `$1…` that are known beforehand, always the same for the same
 * tree.
 */
export function prepareParsed(
  session: Session,
  statement: RowStatement,
  parameterTypes?: readonly SqlType[],
): PreparedStatement {
  const { engine, namespace, text } = session;
  const { statements, catalog, scanMemory } = engine;
  const prepare = (names: Catalog): PreparedStatement =>
    prepareStatement(statement, catalog, {
      namespace,
      text,
      print: undefined,
      names,
      statistics: scanMemory.statistics,
      parameterTypes,
    });
  let prepared = statements.findParsed(statement, namespace);
  if (prepared === undefined) {
    prepared = prepare(sessionCatalog(session));
    statements.addParsed(statement, prepared);
  }
  return isSeen(session, prepared) ? prepared : prepare(seenCatalog(session));
}

/** The tables that a statement names or reads through views, as far as they exist. */
export function resolveTables(session: Session, statement: RowStatement): readonly ResolvedTable[] {
  return namedTables(statement).flatMap(({ name, written }) =>
    tablesBehind(session.engine.catalog, [resolveName(session, name)]).map((table) => {
      return { table, written };
    }),
  );
}

interface ResolvedTable extends Pick<NamedTable, 'written'> {
  readonly table: TableInfo;
}

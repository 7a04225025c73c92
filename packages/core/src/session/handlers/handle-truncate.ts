import { SqlError, type TableName, type Truncate } from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { truncateTables } from '../../write/statements/truncate.ts';
import { authorize, tableAccess } from '../authorize.ts';
import { findStoredTable } from '../find/find-stored-table.ts';
import { checkWritableNamespace, resolveName } from '../find/object-name.ts';
import { checkMayWrite } from '../run/in-transaction.ts';
import { retryWrite } from '../run/retry-write.ts';
import { runInTime } from '../run/run-in-time.ts';
import { writeRun } from '../run/run-write.ts';
import type { Session } from '../session.ts';
import { done, type StatementHandler } from './statement-handler.ts';

/** TRUNCATE: of USER and STREAM tables the asking user's own rows. Needs the right to delete. */
export const truncateHandler: StatementHandler<Truncate> = {
  authorize(session, { tables }) {
    for (const name of tables) {
      const { namespace, name: table } = resolveName(session, name);
      const stored = session.engine.catalog.find(namespace, table);
      if (stored !== undefined) authorizeDelete(session, stored);
    }
  },
  execute(session, statement) {
    checkMayWrite(session.transaction, 'truncate');
    return retryWrite(session, async () => {
      const tables = emptiedTables(session, statement);
      const count = await runInTime(session, [], (context) =>
        truncateTables(tables.map((table) => ({ table, run: writeRun(session, table, context) }))),
      );
      if (statement.restartIdentity) await restartSequences(session, tables);
      return done(session, `Truncated ${tables.length} table(s) with ${count} row(s)`);
    });
  },
};

/** Not undone with a transaction, as whatever is done with sequences. */
async function restartSequences(
  { engine, principal }: Session,
  tables: readonly StoredTable[],
): Promise<void> {
  const { catalog, committer, counters } = engine;
  const sequences = tables.flatMap(({ definition: { id } }) => catalog.sequences.ofTable(id));
  if (sequences.length === 0) return;
  await committer.submit((staging) => {
    for (const sequence of sequences) {
      const scope = sequence.perUser ? principal.userId : '';
      counters.stageState(staging, sequence, scope, { last: sequence.start, isCalled: false });
    }
  });
}

function authorizeDelete({ engine, principal }: Session, { info }: StoredTable): void {
  authorize(engine.options.policy, principal, tableAccess('delete', info, engine.catalog));
}

/** The tables of the statement, each once; with CASCADE those that reference them too. */
function emptiedTables(
  session: Session,
  { tables: names, cascade }: Truncate,
): readonly StoredTable[] {
  const tables = new Set(names.map((name) => writableTable(session, name)));
  const { catalog } = session.engine;
  for (const table of tables) {
    for (const { tableId } of catalog.foreignKeysTo(table.definition.id)) {
      const other = catalog.byId(tableId);
      if (other === undefined || tables.has(other)) continue;
      if (!cascade) throw isReferenced(names[0] as TableName, table, other);
      tables.add(other);
    }
  }
  for (const table of tables) authorizeDelete(session, table);
  return [...tables];
}

function writableTable(session: Session, name: TableName): StoredTable {
  checkWritableNamespace(session, name);
  return findStoredTable(session, name);
}

function isReferenced(written: TableName, { info }: StoredTable, other: StoredTable): SqlError {
  const { namespace, name } = other.info;
  return new SqlError(
    'SQL_UNSUPPORTED',
    `table '${info.namespace}.${info.name}' is referenced by a foreign key of '${namespace}.${name}'`,
    { position: written.name.at, hint: `Truncate '${name}' at the same time, or use CASCADE.` },
  );
}

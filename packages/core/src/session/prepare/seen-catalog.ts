import type { Catalog, TableInfo } from '@kalamdb/sql';
import type { Transaction } from '../../transaction/transaction.ts';
import { type Session, sessionCatalog } from '../session.ts';
import type { PreparedStatement } from './prepared-statement.ts';

/** Whether plans of the statement read by no index that is newer than what the session's transaction sees. */
export function isSeen({ transaction }: Session, { bound }: PreparedStatement): boolean {
  if (transaction === undefined || transaction.seesCatalog) return true;
  return bound.tables.every((table) => seenTable(transaction, table) === table);
}

/** The session's view of the catalog for binding, without indexes that its transaction does not see. */
export function seenCatalog(session: Session): Catalog {
  const catalog = sessionCatalog(session);
  const { transaction } = session;
  if (transaction === undefined) return catalog;
  // A table that is named twice stays one.
  const tables = new Map<TableInfo, TableInfo>();
  return {
    ...catalog,
    table(namespace, name) {
      const table = catalog.table(namespace, name);
      if (table === undefined) return undefined;
      const seen = tables.get(table) ?? seenTable(transaction, table);
      tables.set(table, seen);
      return seen;
    },
  };
}

function seenTable(transaction: Transaction, table: TableInfo): TableInfo {
  const indexes = table.indexes.filter(({ id }) => transaction.seesIndex(table.id, id));
  return indexes.length === table.indexes.length ? table : { ...table, indexes };
}

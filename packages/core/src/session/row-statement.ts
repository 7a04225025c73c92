import type { Delete, Insert, Query, Statement, TableName, Update } from '@kalamdb/sql';
import { isQuery, tablesRead } from '@kalamdb/sql';

/** The statements that are bound to a plan; all others go by their syntax tree. */
export type RowStatement = Query | Insert | Update | Delete;

export function isRowStatement(statement: Statement): statement is RowStatement {
  const { kind } = statement;
  return isQuery(statement) || kind === 'insert' || kind === 'update' || kind === 'delete';
}

/** A table that a statement names, and whether it is the one that the statement writes to. */
export interface NamedTable {
  readonly name: TableName;
  readonly isWritten: boolean;
}

/** The tables that a statement names: first the one that it writes to, then in the order of its text. */
export function namedTables(statement: RowStatement): readonly NamedTable[] {
  const read = tablesRead(statement).map(({ table }) => ({ name: table, isWritten: false }));
  return isQuery(statement) ? read : [{ name: statement.table, isWritten: true }, ...read];
}

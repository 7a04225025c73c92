import type { Delete, Insert, Select, Statement, TableName, Update } from '@kalamdb/sql';

/** The statements that are bound to a plan; all others go by their syntax tree. */
export type RowStatement = Select | Insert | Update | Delete;

export function isRowStatement(statement: Statement): statement is RowStatement {
  const { kind } = statement;
  return kind === 'select' || kind === 'insert' || kind === 'update' || kind === 'delete';
}

/** The table that a statement reads or writes; none for a SELECT without FROM. */
export function targetTable(statement: RowStatement): TableName | undefined {
  return statement.kind === 'select' ? statement.from?.table : statement.table;
}

import type {
  BoundWrite,
  RowStatement,
  Statement,
  StatementKind,
  TableName,
  WriteStatement,
} from '@kalamdb/sql';
import { isQuery, tablesRead } from '@kalamdb/sql';
import type { TableAction } from './authorize.ts';

/** The kinds of statements that write rows. */
const writeKinds: ReadonlySet<StatementKind> = new Set(['insert', 'update', 'delete', 'merge']);

export function isRowStatement(statement: Statement): statement is RowStatement {
  return isQuery(statement) || writeKinds.has(statement.kind);
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

/** What a statement, or what it is bound to, does to the rows of the table that it writes to. */
export function writeActions(statement: WriteStatement | BoundWrite): readonly TableAction[] {
  if (statement.kind === 'merge') {
    const done = statement.clauses.map(({ action }) => action.kind);
    return [...new Set(done.filter((kind) => kind !== 'nothing'))];
  }
  return [statement.kind];
}

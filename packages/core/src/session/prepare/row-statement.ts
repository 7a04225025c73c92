import type {
  BoundStatement,
  BoundWrite,
  RowStatement,
  Statement,
  StatementKind,
  TableName,
  WriteStatement,
} from '@kalamdb/sql';
import { isQuery, tablesRead } from '@kalamdb/sql';
import type { TableAction } from '../authorize.ts';

/** The kinds of statements that write rows. */
const writeKinds: ReadonlySet<StatementKind> = new Set([
  'insert',
  'update',
  'delete',
  'merge',
  'with-writes',
]);

export function isRowStatement(statement: Statement): statement is RowStatement {
  return isQuery(statement) || writeKinds.has(statement.kind);
}

/** The writes that a statement is made of, in the order of its text. */
export function writesOf(statement: RowStatement): readonly WriteStatement[] {
  if (isQuery(statement)) return [];
  if (statement.kind !== 'with-writes') return [statement];
  const { with: clause, main } = statement;
  const members = clause.tables.flatMap((table) => ('query' in table ? [] : [table.statement]));
  return isQuery(main) ? members : [...members, main];
}

/** The same of what it is bound to, in the order in which they are done. */
export function boundWritesOf(bound: BoundStatement): readonly BoundWrite[] {
  if (bound.kind === 'query') return [];
  if (bound.kind !== 'with-writes') return [bound];
  const members = bound.members.flatMap((member) => ('write' in member ? [member.write] : []));
  return [...members, ...boundWritesOf(bound.main)];
}

/** A table that a statement names. */
export interface NamedTable {
  readonly name: TableName;
  /** What the statement does to its rows; `undefined`: it reads them. */
  readonly written: readonly TableAction[] | undefined;
}

/** The tables that a statement names: first those that it writes to, then in the order of its text. */
export function namedTables(statement: RowStatement): readonly NamedTable[] {
  const written = writesOf(statement).map((write) => {
    return { name: write.table, written: writeActions(write) };
  });
  const read = tablesRead(statement).map(({ table }) => ({ name: table, written: undefined }));
  return [...written, ...read];
}

/** What a write, or what it is bound to, does to the rows of its table. */
export function writeActions(statement: WriteStatement | BoundWrite): readonly TableAction[] {
  if (statement.kind === 'merge') {
    const done = statement.clauses.map(({ action }) => action.kind);
    return [...new Set(done.filter((kind) => kind !== 'nothing'))];
  }
  return [statement.kind];
}

import type { Delete, FromTable, Insert, Query, Statement, TableName, Update } from '@kalamdb/sql';
import { isQuery } from '@kalamdb/sql';

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

/** The tables that a statement names, in the order of its text, as often as it names them. */
export function namedTables(statement: RowStatement): readonly NamedTable[] {
  const tables = isQuery(statement)
    ? tablesOf(statement, new Set())
    : tablesBelow(statement, new Set());
  const read = tables.map((name) => ({ name, isWritten: false }));
  return isQuery(statement) ? read : [{ name: statement.table, isWritten: true }, ...read];
}

/** The tables that a query reads. `common`: names without a namespace that WITH gives a meaning to. */
function tablesOf(query: Query, common: ReadonlySet<string>): readonly TableName[] {
  const { with: clause, ...body } = query;
  if (clause === undefined) return tablesBelow(body, common);
  const { recursive, tables } = clause;
  const all = new Set([...common, ...tables.map(({ name }) => name.text)]);
  const seen = new Set(common);
  const named: TableName[] = [];
  for (const table of tables) {
    named.push(...tablesOf(table.query, recursive ? all : seen));
    seen.add(table.name.text);
  }
  return [...named, ...tablesBelow(body, all)];
}

/** The tables that are read anywhere below a node: in FROM, and by queries within it. */
function tablesBelow(node: object, common: ReadonlySet<string>): readonly TableName[] {
  return Object.values(node).flatMap((child: unknown) => {
    if (typeof child !== 'object' || child === null) return [];
    if (isQueryNode(child)) return tablesOf(child, common);
    if (!isTableNode(child)) return tablesBelow(child, common);
    const { namespace, name } = child.table;
    return namespace === undefined && common.has(name.text) ? [] : [child.table];
  });
}

function isQueryNode(node: object): node is Query {
  return 'kind' in node && isQuery(node as Statement);
}

function isTableNode(node: object): node is FromTable {
  return 'kind' in node && node.kind === 'table';
}

import assert from 'node:assert/strict';
import type { Delete, FromItem, Insert, Query, Statement, TableName, Update } from '@kalamdb/sql';
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
  if (isQuery(statement)) return readTables(statement);
  const written: NamedTable = { name: statement.table, isWritten: true };
  if (statement.kind !== 'insert' || statement.query === undefined) return [written];
  return [written, ...readTables(statement.query)];
}

function readTables(query: Query): readonly NamedTable[] {
  return tablesOf(query, new Set()).map((name) => ({ name, isWritten: false }));
}

/** `common`: names without a namespace that WITH gives a meaning to. */
function tablesOf(query: Query, common: ReadonlySet<string>): readonly TableName[] {
  if (query.with === undefined) return tablesOfBody(query, common);
  const { recursive, tables } = query.with;
  const all = new Set([...common, ...tables.map(({ name }) => name.text)]);
  const seen = new Set(common);
  const named: TableName[] = [];
  for (const table of tables) {
    named.push(...tablesOf(table.query, recursive ? all : seen));
    seen.add(table.name.text);
  }
  return [...named, ...tablesOfBody(query, all)];
}

function tablesOfBody(query: Query, common: ReadonlySet<string>): readonly TableName[] {
  switch (query.kind) {
    case 'select':
      return query.from === undefined ? [] : tablesOfFrom(query.from, common);
    case 'set-operation':
      return [...tablesOf(query.left, common), ...tablesOf(query.right, common)];
    case 'values':
      return [];
    default:
      return assert.fail(String(query satisfies never));
  }
}

function tablesOfFrom(from: FromItem, common: ReadonlySet<string>): readonly TableName[] {
  switch (from.kind) {
    case 'table': {
      const { namespace, name } = from.table;
      return namespace === undefined && common.has(name.text) ? [] : [from.table];
    }
    case 'derived':
      return tablesOf(from.query, common);
    case 'join':
      return [...tablesOfFrom(from.left, common), ...tablesOfFrom(from.right, common)];
    default:
      return assert.fail(String(from satisfies never));
  }
}

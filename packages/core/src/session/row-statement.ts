import assert from 'node:assert/strict';
import type { Delete, FromItem, Insert, Select, Statement, TableName, Update } from '@kalamdb/sql';

/** The statements that are bound to a plan; all others go by their syntax tree. */
export type RowStatement = Select | Insert | Update | Delete;

export function isRowStatement(statement: Statement): statement is RowStatement {
  const { kind } = statement;
  return kind === 'select' || kind === 'insert' || kind === 'update' || kind === 'delete';
}

/** The tables that a statement names, in the order of its text, as often as it names them. */
export function namedTables(statement: RowStatement): readonly TableName[] {
  if (statement.kind !== 'select') return [statement.table];
  return statement.from === undefined ? [] : tablesOfFrom(statement.from);
}

function tablesOfFrom(from: FromItem): readonly TableName[] {
  switch (from.kind) {
    case 'table':
      return [from.table];
    case 'derived':
      return namedTables(from.query);
    case 'join':
      return [...tablesOfFrom(from.left), ...tablesOfFrom(from.right)];
    default:
      return assert.fail(String(from satisfies never));
  }
}

import type { Delete, Insert, Update } from './ast.ts';
import { printExpression } from './print-expression.ts';
import { printName, printNames, printTableName, words } from './print-name.ts';
import { printItems, printQuery, printRows, printWhere } from './print-query.ts';

export function printInsert(insert: Insert): string {
  const { columns, rows, query } = insert;
  return words(
    'INSERT INTO',
    printTarget(insert),
    columns.length > 0 && `(${printNames(columns)})`,
    query === undefined ? printValues(rows) : printQuery(query, printExpression),
    printReturning(insert),
  );
}

export function printUpdate(update: Update): string {
  const list = update.assignments.map(
    ({ column, value }) => `${printName(column)} = ${printExpression(value)}`,
  );
  return words(
    'UPDATE',
    printTarget(update),
    'SET',
    list.join(', '),
    printWhere(update.where, printExpression),
    printReturning(update),
  );
}

export function printDelete(statement: Delete): string {
  return words(
    'DELETE FROM',
    printTarget(statement),
    printWhere(statement.where, printExpression),
    printReturning(statement),
  );
}

function printTarget({ table, alias }: Pick<Insert, 'table' | 'alias'>): string {
  return words(printTableName(table), alias && `AS ${printName(alias)}`);
}

function printValues(rows: Insert['rows']): string {
  const isDefault = rows.length === 1 && rows[0].length === 0;
  return isDefault ? 'DEFAULT VALUES' : `VALUES ${printRows(rows, printExpression)}`;
}

function printReturning({ returning }: Pick<Insert, 'returning'>): string | undefined {
  return returning.length === 0 ? undefined : `RETURNING ${printItems(returning, printExpression)}`;
}

import type { Assignment, Name, Query } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { TableInfo } from '../catalog.ts';
import { bindSubqueryColumns } from '../expression/bind-subquery.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';
import type { BoundAssignment } from '../statement.ts';
import { assign, bindAssigned, writableColumn } from './assign.ts';

/** Bind the assignments of SET to columns of `table`; `context` has what their values may name. */
export function bindAssignments(
  context: ExpressionContext,
  table: TableInfo,
  assignments: readonly Assignment[],
): readonly BoundAssignment[] {
  const columns: number[] = [];
  const target = (name: Name): number => {
    const column = writableColumn(table, name, columns);
    columns.push(column);
    return column;
  };
  return assignments.flatMap((assignment) => {
    if (!('column' in assignment)) return bindList(context, table, assignment, target);
    const column = target(assignment.column);
    return [{ column, value: bindAssigned(context, table.columns[column], assignment.value) }];
  });
}

/** `(a, b) = (query)`: a value for each column of the query. */
function bindList(
  context: ExpressionContext,
  table: TableInfo,
  { columns, query, at }: Extract<Assignment, { query: Query }>,
  target: (name: Name) => number,
): readonly BoundAssignment[] {
  const values = bindSubqueryColumns(context, query);
  if (values.length !== columns.length) {
    throw new SqlError('SQL_SYNTAX', 'number of columns does not match number of values', {
      position: at,
      hint: `The query gives ${values.length} columns for ${columns.length}.`,
    });
  }
  return columns.map((name, index) => {
    const column = target(name);
    return {
      column,
      value: assign(context.binder, table.columns[column], values[index], query.at),
    };
  });
}

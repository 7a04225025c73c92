import type { Name } from '../../ast/ast.ts';
import { caseBranch, constant, logic } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { findTable, type ScopeColumn, type ScopeTable } from '../scope.ts';
import { buildJsonObject } from './bind-json-call.ts';
import { placed } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/**
 * A table's name as a value, of this query or of one around it: its row as a JSON object of its
 * columns, which is what PostgreSQL's functions of JSON make of a row; NULL where an outer join has
 * found none. A function that gives values stands for its value. `undefined` if there is no such
 * table.
 */
export function findBoundRow(
  context: ExpressionContext,
  path: readonly Name[],
  position: number,
): BoundExpression | undefined {
  const { binder, scope } = context;
  const table = findTable(scope, path);
  const row =
    table === undefined ? binder.enclosing?.row(path, position) : rowOf(context, table, position);
  return row && placed(binder, row, position);
}

function rowOf(context: ExpressionContext, table: ScopeTable, position: number): BoundExpression {
  if (table.isValue === true) return reference(table.columns[0]);
  const members = table.columns.filter(({ system }) => !system);
  const object = buildJsonObject(
    context,
    members.map((column) => [column.name, reference(column)]),
    position,
  );
  if (table.optional !== true) return object;
  const missing = caseBranch(isMissing(table), constant(sqlTypes.json, null));
  return { kind: 'case', type: sqlTypes.json, branches: [missing], otherwise: object };
}

/** Of a stored table one column that is never NULL tells; else a row without any value is none. */
function isMissing({ table, columns }: ScopeTable): BoundExpression {
  const telling = columns.filter((_, index) => table?.columns[index]?.nullable === false);
  return logic('and', (telling.length > 0 ? telling.slice(0, 1) : columns).map(isNull));
}

function isNull(column: ScopeColumn): BoundExpression {
  const operand = reference(column);
  return { kind: 'is-null', type: sqlTypes.boolean, operand, negated: false };
}

function reference({ type, index, name }: ScopeColumn): BoundExpression {
  return { kind: 'column', type, index, name };
}

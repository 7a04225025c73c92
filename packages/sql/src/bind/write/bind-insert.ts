import type { Expression, Insert, MergeAction } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Binder } from '../binder.ts';
import type { TableInfo } from '../catalog.ts';
import { createContext } from '../expression/bind-expression.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';
import { resolveTarget } from '../from/resolve-table.ts';
import { emptyScope, tableScope } from '../scope.ts';
import type { BoundInsert, Own } from '../statement.ts';
import { bindAssigned, defaultOf, writableColumn } from './assign.ts';
import { bindConflict } from './bind-conflict.ts';
import { bindInsertQuery } from './bind-insert-query.ts';
import { bindReturning } from './bind-returning.ts';
import { isLeftOut, overriddenTable } from './overriding.ts';

/**
 * Bind INSERT: for each row a value per user column, in table order, defaults filled in; or a plan
 * that gives such rows.
 */
export function bindInsert(binder: Binder, insert: Insert): Own<BoundInsert> {
  const table = resolveTarget(binder, insert.table);
  const overridden = overriddenTable(table, insert);
  const targets = targetColumns(table, insert);
  const rows = bindRows(binder, insert, overridden, targets);
  const scope = tableScope(table, insert.alias?.text);
  const conflict = bindConflict(binder, insert, table);
  return { table, ...rows, conflict, returning: bindReturning(binder, scope, insert.returning) };
}

/** The row of INSERT in MERGE: its values may name what `context` has. Throws as INSERT. */
export function bindInsertedRow(
  context: ExpressionContext,
  table: TableInfo,
  action: Extract<MergeAction, { kind: 'insert' }>,
): readonly BoundExpression[] {
  const { values } = action;
  const overridden = overriddenTable(table, action);
  const targets = targetColumns(table, action);
  checkCount({ ...action, rows: [values] }, targets.length, 0);
  return bindRow(context, overridden, targets, withoutLeftOut(values, table, targets, action));
}

function bindRows(
  binder: Binder,
  insert: Insert,
  table: TableInfo,
  targets: readonly number[],
): Pick<BoundInsert, 'rows' | 'source'> {
  const { query } = insert;
  if (query !== undefined) {
    return { rows: [], source: bindInsertQuery(binder, { ...insert, query }, table, targets) };
  }
  const context = createContext(binder, { scope: emptyScope, clause: 'VALUES' });
  const rows = insert.rows.map((row, index) => {
    checkCount(insert, targets.length, index);
    return bindRow(context, table, targets, withoutLeftOut(row, table, targets, insert));
  });
  return { rows, source: undefined };
}

function targetColumns(table: TableInfo, { columns }: Pick<Insert, 'columns'>): readonly number[] {
  if (columns.length === 0) {
    return table.columns.flatMap(({ system }, index) => (system ? [] : [index]));
  }
  const targets: number[] = [];
  for (const name of columns) targets.push(writableColumn(table, name, targets));
  return targets;
}

/** The row with DEFAULT for the values that are left out. */
function withoutLeftOut(
  row: readonly Expression[],
  { columns }: TableInfo,
  targets: readonly number[],
  insert: Pick<Insert, 'overriding'>,
): readonly Expression[] {
  if (insert.overriding !== 'user') return row;
  return row.map((node, index) =>
    isLeftOut(columns[targets[index]], insert) ? { kind: 'default', at: node.at } : node,
  );
}

function bindRow(
  context: ExpressionContext,
  table: TableInfo,
  targets: readonly number[],
  row: readonly Expression[],
): readonly BoundExpression[] {
  const values: BoundExpression[] = [];
  for (let index = 0; index < table.columns.length; index++) {
    const column = table.columns[index];
    if (column.system) continue;
    const node = row[targets.indexOf(index)];
    values.push(node === undefined ? defaultOf(column) : bindAssigned(context, column, node));
  }
  return values;
}

/** All rows have as many values as there are targets; without a column list, or fewer. */
function checkCount(
  { columns, rows, at }: Pick<Insert, 'columns' | 'rows' | 'at'>,
  targetCount: number,
  index: number,
): void {
  const row = rows[index];
  const isShort = row.length < targetCount && columns.length > 0;
  const differs = row.length !== rows[0].length;
  if (row.length <= targetCount && !isShort && !differs) return;
  const expected = columns.length > 0 ? targetCount : Math.min(targetCount, rows[0].length);
  throw new SqlError(
    'SQL_SYNTAX',
    `row ${index + 1} of VALUES has ${row.length} values for ${expected} columns`,
    { position: (row[expected] ?? row[row.length - 1])?.at ?? at },
  );
}

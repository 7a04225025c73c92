import type { Delete, Expression, Update } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { bindAssignments } from './bind-assignments.ts';
import { createContext } from './bind-expression.ts';
import { bindReturning } from './bind-returning.ts';
import { bindPredicate } from './bind-where.ts';
import type { Binder } from './binder.ts';
import { resolveTable } from './resolve-table.ts';
import { type Scope, tableScope } from './scope.ts';
import type { BoundDelete, BoundUpdate, Own } from './statement.ts';

/** Bind UPDATE over rows of all columns.  */
export function bindUpdate(binder: Binder, update: Update): Own<BoundUpdate> {
  const table = resolveTable(binder, update.table);
  const scope = tableScope(table, update.alias?.text);
  const context = createContext(binder, { scope, clause: 'UPDATE' });
  const assignments = bindAssignments(context, table, update.assignments);
  const predicate = bindCondition(binder, scope, update);
  const returning = bindReturning(binder, scope, update.returning);
  return { table, assignments, predicate, access: { kind: 'full' }, returning };
}

/** Bind DELETE over rows of all columns. */
export function bindDelete(binder: Binder, statement: Delete): Own<BoundDelete> {
  const table = resolveTable(binder, statement.table);
  const scope = tableScope(table, statement.alias?.text);
  const predicate = bindCondition(binder, scope, statement);
  const returning = bindReturning(binder, scope, statement.returning);
  return { table, predicate, access: { kind: 'full' }, returning };
}

function bindCondition(
  binder: Binder,
  scope: Scope,
  { where, kind, at }: { where: Expression | undefined; kind: string; at: number },
): BoundExpression | undefined {
  if (where !== undefined) return bindPredicate(binder, { scope }, where);
  if (binder.options.requireWhere !== true) return undefined;
  throw new SqlError('SQL_UNSUPPORTED', `${kind.toUpperCase()} without WHERE is not allowed`, {
    position: at,
    hint: 'Write WHERE TRUE to mean every row.',
  });
}

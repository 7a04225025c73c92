import type { Delete, Update } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Binder } from '../binder.ts';
import type { TableInfo } from '../catalog.ts';
import { createContext } from '../expression/bind-expression.ts';
import { bindFrom, scanTable } from '../from/bind-from.ts';
import { crossJoin } from '../from/bind-join.ts';
import type { BoundFrom } from '../from/bound-from.ts';
import { resolveTarget } from '../from/resolve-table.ts';
import { bindPredicate } from '../query/bind-where.ts';
import { tableScope } from '../scope.ts';
import type { BoundDelete, BoundUpdate, Own } from '../statement.ts';
import { bindAssignments } from './bind-assignments.ts';
import { bindReturning } from './bind-returning.ts';

/** Bind UPDATE over rows of all columns, with FROM beside rows of other tables. */
export function bindUpdate(binder: Binder, update: Update): Own<BoundUpdate> {
  const target = bindTarget(binder, update);
  const { table, rows } = target;
  const context = createContext(binder, { scope: rows.scope, clause: 'UPDATE' });
  const assignments = bindAssignments(context, table, update.assignments);
  return { assignments, ...bindSearch(binder, target, update) };
}

/** Bind DELETE over rows of all columns, with USING beside rows of other tables. */
export function bindDelete(binder: Binder, statement: Delete): Own<BoundDelete> {
  return bindSearch(binder, bindTarget(binder, statement), statement);
}

interface Target {
  readonly table: TableInfo;
  /** The rows of the table, beside those of FROM or USING. */
  readonly rows: BoundFrom;
}

function bindTarget(binder: Binder, { table: name, alias, from }: Update | Delete): Target {
  const table = resolveTarget(binder, name);
  const target = { scope: tableScope(table, alias?.text), plan: scanTable(table, false) };
  const rows = from === undefined ? target : crossJoin(target, bindFrom(binder, from), from.at);
  return { table, rows };
}

function bindSearch(
  binder: Binder,
  { table, rows }: Target,
  statement: Update | Delete,
): Own<BoundDelete> {
  const { scope, plan } = rows;
  const predicate = bindCondition(binder, rows, statement);
  const returning = bindReturning(binder, scope, statement.returning);
  const source = statement.from && filtered(plan, predicate);
  return { table, source, predicate, access: { kind: 'full' }, returning };
}

function filtered(input: Plan, predicate: BoundExpression | undefined): Plan {
  if (predicate === undefined) return input;
  return { kind: 'filter', schema: input.schema, input, predicate };
}

function bindCondition(
  binder: Binder,
  { scope }: BoundFrom,
  { where, kind, at }: Update | Delete,
): BoundExpression | undefined {
  if (where !== undefined) return bindPredicate(binder, { scope }, where);
  if (binder.options.requireWhere !== true) return undefined;
  throw new SqlError('SQL_UNSUPPORTED', `${kind.toUpperCase()} without WHERE is not allowed`, {
    position: at,
    hint: 'Write WHERE TRUE to mean every row.',
  });
}

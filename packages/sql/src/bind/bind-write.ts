import type { Delete, Update } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import { bindAssignments } from './bind-assignments.ts';
import { createContext } from './bind-expression.ts';
import { bindFrom, scanTable } from './bind-from.ts';
import { crossJoin } from './bind-join.ts';
import { bindReturning } from './bind-returning.ts';
import { bindPredicate } from './bind-where.ts';
import { type BoundWith, openWith, withDefinitions } from './bind-with.ts';
import type { Binder } from './binder.ts';
import type { BoundFrom } from './bound-from.ts';
import type { TableInfo } from './catalog.ts';
import { mapAssignments } from './map-write.ts';
import { resolveTable } from './resolve-table.ts';
import { tableScope } from './scope.ts';
import type { BoundDelete, BoundUpdate, Own } from './statement.ts';
import { defineForExpression, defineForReturning } from './with-expression.ts';

/** Bind UPDATE over rows of all columns, with FROM beside rows of other tables. */
export function bindUpdate(outer: Binder, update: Update): Own<BoundUpdate> {
  const open = openChange(outer, update);
  const { binder, definitions, table, rows } = open;
  const context = createContext(binder, { scope: rows.scope, clause: 'UPDATE' });
  const assignments = mapAssignments(bindAssignments(context, table, update.assignments), (value) =>
    defineForExpression(value, definitions),
  );
  return { assignments, ...bindSearch(open, update) };
}

/** Bind DELETE over rows of all columns, with USING beside rows of other tables. */
export function bindDelete(outer: Binder, statement: Delete): Own<BoundDelete> {
  return bindSearch(openChange(outer, statement), statement);
}

/** A change whose names are in view. */
interface OpenChange extends BoundWith {
  readonly table: TableInfo;
  /** The rows of the table, beside those of FROM or USING. */
  readonly rows: BoundFrom;
}

function openChange(
  outer: Binder,
  { with: common, table: name, alias, from }: Update | Delete,
): OpenChange {
  const { binder, definitions } = openWith(outer, common);
  const table = resolveTable(binder, name);
  const target = { scope: tableScope(table, alias?.text), plan: scanTable(table, false) };
  const rows = from === undefined ? target : crossJoin(target, bindFrom(binder, from), from.at);
  return { binder, definitions, table, rows };
}

function bindSearch(
  { binder, definitions, table, rows }: OpenChange,
  statement: Update | Delete,
): Own<BoundDelete> {
  const { scope, plan } = rows;
  const predicate = bindCondition(binder, rows, statement);
  const returning = bindReturning(binder, scope, statement.returning);
  const joined = statement.from && withDefinitions(filtered(plan, predicate), definitions);
  return {
    table,
    source: joined,
    predicate: predicate && defineForExpression(predicate, definitions),
    access: { kind: 'full' },
    returning: returning && defineForReturning(returning, definitions),
  };
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

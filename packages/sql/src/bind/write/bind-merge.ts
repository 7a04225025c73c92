import assert from 'node:assert/strict';
import type { JoinKind, Merge, MergeAction, MergeClause, MergeMatch } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import { constant } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan } from '../../plan/plan.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';
import type { TableInfo } from '../catalog.ts';
import { createContext } from '../expression/bind-expression.ts';
import { bindFrom, scanTable } from '../from/bind-from.ts';
import { joinPlans, joinScopesOf } from '../from/bind-join.ts';
import type { BoundFrom } from '../from/bound-from.ts';
import { resolveTarget } from '../from/resolve-table.ts';
import { bindPredicate } from '../query/bind-where.ts';
import { type Scope, shiftScope, tableScope } from '../scope.ts';
import type { BoundMerge, BoundMergeAction, BoundMergeClause, Own } from '../statement.ts';
import { bindAssignments } from './bind-assignments.ts';
import { bindInsertedRow } from './bind-insert.ts';
import { bindReturning } from './bind-returning.ts';

const CLAUSE = 'MERGE WHEN';

/**
 * Bind MERGE over the rows of its source beside those of its table. What a WHEN clause is about has
 * only the columns of the side that is there: SQL_UNKNOWN_TABLE, SQL_UNKNOWN_COLUMN for others.
 */
export function bindMerge(binder: Binder, merge: Merge): Own<BoundMerge> {
  const table = resolveTarget(binder, merge.table);
  const source = marked(bindFrom(binder, merge.source));
  const target = tableScope(table, merge.alias?.text);
  const scope = joinScopesOf(source.scope, target, merge.source.at);
  const on = bindPredicate(binder, { scope, clause: 'JOIN/ON' }, merge.on);
  const right = { plan: scanTable(table, false), bindings: [] };
  const joined = joinPlans(joinKindOf(merge), source.plan, right, on);
  const sides = { scope, source: source.scope, target: shiftScope(target, source.scope.width) };
  refuseUnreachable(merge.clauses);
  const clauses = merge.clauses.map((clause) => bindClause(binder, { table, sides }, clause));
  const returning = bindReturning(binder, withAction(scope), merge.returning);
  return { table, source: joined, on, clauses, returning };
}

/** With a last column that is TRUE: a row is there, also one of NULLs. */
function marked({ scope, plan }: BoundFrom): BoundFrom {
  const columns = plan.schema.map(({ name, type }, index): BoundExpression => {
    return { kind: 'column', type, index, name };
  });
  const project: Plan = {
    kind: 'project',
    schema: [...plan.schema, { name: 'matched', type: sqlTypes.boolean, nullable: false }],
    input: plan,
    expressions: [...columns, constant(sqlTypes.boolean, true)],
  };
  return { scope: { ...scope, width: project.schema.length }, plan: project };
}

/** Rows that are alone are kept where a clause is about them. */
function joinKindOf({ clauses }: Merge): JoinKind {
  const isAbout = (match: MergeMatch) => clauses.some((clause) => clause.match === match);
  const keepsSource = isAbout('not-matched');
  if (isAbout('not-matched-by-source')) return keepsSource ? 'full' : 'right';
  return keepsSource ? 'left' : 'inner';
}

/** Behind a row of both sides stands what was done. */
function withAction(scope: Scope): Scope {
  return { ...scope, width: scope.width + 1, mergeAction: scope.width };
}

function refuseUnreachable(clauses: readonly MergeClause[]): void {
  const decided = new Set<MergeMatch>();
  for (const { match, condition, at } of clauses) {
    if (decided.has(match)) {
      throw new SqlError(
        'SQL_SYNTAX',
        'unreachable WHEN clause specified after unconditional WHEN clause',
        { position: at, hint: 'Give the clause before it a condition, or leave this one out.' },
      );
    }
    if (condition === undefined) decided.add(match);
  }
}

/** What the clauses of a MERGE may name. */
interface MergeTarget {
  readonly table: TableInfo;
  readonly sides: { readonly scope: Scope; readonly source: Scope; readonly target: Scope };
}

function bindClause(
  binder: Binder,
  { table, sides }: MergeTarget,
  { match, condition, action }: MergeClause,
): BoundMergeClause {
  const scope = scopeOf(match, sides);
  return {
    match,
    condition: condition && bindPredicate(binder, { scope, clause: CLAUSE }, condition),
    action: bindAction(binder, scope, table, action),
  };
}

function scopeOf(match: MergeMatch, { scope, source, target }: MergeTarget['sides']): Scope {
  if (match === 'matched') return scope;
  return match === 'not-matched' ? source : target;
}

function bindAction(
  binder: Binder,
  scope: Scope,
  table: TableInfo,
  action: MergeAction,
): BoundMergeAction {
  switch (action.kind) {
    case 'update': {
      const context = createContext(binder, { scope, clause: 'UPDATE' });
      return { kind: 'update', assignments: bindAssignments(context, table, action.assignments) };
    }
    case 'insert': {
      const context = createContext(binder, { scope, clause: 'VALUES' });
      return { kind: 'insert', values: bindInsertedRow(context, table, action) };
    }
    case 'delete':
    case 'nothing':
      return action;
    default:
      return assert.fail(String(action satisfies never));
  }
}

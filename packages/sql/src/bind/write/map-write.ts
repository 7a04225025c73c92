import assert from 'node:assert/strict';
import type { BoundExpression } from '../../plan/expression.ts';
import { mapList } from '../../plan/map-list.ts';
import type { Plan } from '../../plan/plan.ts';
import type {
  BoundAssignment,
  BoundConflict,
  BoundMergeAction,
  BoundMergeClause,
  BoundWrite,
} from '../statement.ts';

type Change = (expression: BoundExpression) => BoundExpression;

function mapAssignments(
  assignments: readonly BoundAssignment[],
  change: Change,
): readonly BoundAssignment[] {
  return mapList(assignments, ({ column, value }) => ({ column, value: change(value) }));
}

/** ON CONFLICT with `change` applied to what its update has. */
function mapConflict(conflict: BoundConflict, change: Change): BoundConflict {
  const { update } = conflict;
  if (update === undefined) return conflict;
  const assignments = mapAssignments(update.assignments, change);
  return {
    ...conflict,
    update: { assignments, predicate: update.predicate && change(update.predicate) },
  };
}

/** A clause of MERGE with `change` applied to its condition and to what its action has. */
function mapMergeClause(clause: BoundMergeClause, change: Change): BoundMergeClause {
  const { match, condition, action } = clause;
  return { match, condition: condition && change(condition), action: mapAction(action, change) };
}

function mapAction(action: BoundMergeAction, change: Change): BoundMergeAction {
  switch (action.kind) {
    case 'update':
      return { kind: 'update', assignments: mapAssignments(action.assignments, change) };
    case 'insert':
      return { kind: 'insert', values: mapList(action.values, change) };
    case 'delete':
    case 'nothing':
      return action;
    default:
      return assert.fail(String(action satisfies never));
  }
}

/** What is made of a write: of its plan, and of each of its other expressions. */
interface WriteChange {
  plan(plan: Plan): Plan;
  expression(expression: BoundExpression): BoundExpression;
}

/** A write with `change` applied to all that it has. */
export function mapWrite(write: BoundWrite, change: WriteChange): BoundWrite {
  const { expression } = change;
  const returning = write.returning && {
    ...write.returning,
    expressions: mapList(write.returning.expressions, expression),
  };
  switch (write.kind) {
    case 'insert': {
      const rows = mapList(write.rows, (row) => mapList(row, expression));
      const conflict = write.conflict && mapConflict(write.conflict, expression);
      return { ...write, rows, source: sourceOf(write, change), conflict, returning };
    }
    case 'update': {
      const assignments = mapAssignments(write.assignments, expression);
      const predicate = write.predicate && expression(write.predicate);
      return { ...write, source: sourceOf(write, change), predicate, assignments, returning };
    }
    case 'delete': {
      const predicate = write.predicate && expression(write.predicate);
      return { ...write, source: sourceOf(write, change), predicate, returning };
    }
    case 'merge': {
      const clauses = mapList(write.clauses, (clause) => mapMergeClause(clause, expression));
      const on = expression(write.on);
      return { ...write, source: change.plan(write.source), on, clauses, returning };
    }
    default:
      return assert.fail(String(write satisfies never));
  }
}

function sourceOf({ source }: BoundWrite, { plan }: WriteChange): Plan | undefined {
  return source && plan(source);
}

/** The condition of a clause of MERGE and what its action has, in the order of its text. */
export function mergeExpressions({
  condition,
  action,
}: BoundMergeClause): readonly BoundExpression[] {
  const when = condition === undefined ? [] : [condition];
  switch (action.kind) {
    case 'update':
      return [...when, ...action.assignments.map(({ value }) => value)];
    case 'insert':
      return [...when, ...action.values];
    case 'delete':
    case 'nothing':
      return when;
    default:
      return assert.fail(String(action satisfies never));
  }
}

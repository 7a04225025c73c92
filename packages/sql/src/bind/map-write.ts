import assert from 'node:assert/strict';
import type { BoundExpression } from '../plan/expression.ts';
import { mapList } from '../plan/walk.ts';
import type {
  BoundAssignment,
  BoundConflict,
  BoundMergeAction,
  BoundMergeClause,
  BoundWrite,
} from './statement.ts';

type Change = (expression: BoundExpression) => BoundExpression;

/** Assignments with `change` applied to their values. */
export function mapAssignments(
  assignments: readonly BoundAssignment[],
  change: Change,
): readonly BoundAssignment[] {
  return mapList(assignments, ({ column, value }) => ({ column, value: change(value) }));
}

/** ON CONFLICT with `change` applied to what its update has. */
export function mapConflict(conflict: BoundConflict, change: Change): BoundConflict {
  const { update } = conflict;
  if (update === undefined) return conflict;
  const assignments = mapAssignments(update.assignments, change);
  return {
    ...conflict,
    update: { assignments, predicate: update.predicate && change(update.predicate) },
  };
}

/** A clause of MERGE with `change` applied to its condition and to what its action has. */
export function mapMergeClause(clause: BoundMergeClause, change: Change): BoundMergeClause {
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

/** The expressions of a write that are not part of its plan. */
export function expressionsBeside(write: BoundWrite): readonly BoundExpression[] {
  return [...ownExpressions(write), ...(write.returning?.expressions ?? [])];
}

function ownExpressions(write: BoundWrite): readonly BoundExpression[] {
  switch (write.kind) {
    case 'insert': {
      const { assignments = [], predicate } = write.conflict?.update ?? {};
      return [...write.rows.flat(), ...valuesOf(assignments), ...optional(predicate)];
    }
    case 'update':
      return [...valuesOf(write.assignments), ...optional(write.predicate)];
    case 'delete':
      return optional(write.predicate);
    case 'merge':
      return [write.on, ...write.clauses.flatMap(mergeExpressions)];
    default:
      return assert.fail(String(write satisfies never));
  }
}

function valuesOf(assignments: readonly BoundAssignment[]): readonly BoundExpression[] {
  return assignments.map(({ value }) => value);
}

function optional(expression: BoundExpression | undefined): readonly BoundExpression[] {
  return expression === undefined ? [] : [expression];
}

/** The condition of a clause of MERGE and what its action has, in the order of its text. */
export function mergeExpressions({
  condition,
  action,
}: BoundMergeClause): readonly BoundExpression[] {
  const when = optional(condition);
  switch (action.kind) {
    case 'update':
      return [...when, ...valuesOf(action.assignments)];
    case 'insert':
      return [...when, ...action.values];
    case 'delete':
    case 'nothing':
      return when;
    default:
      return assert.fail(String(action satisfies never));
  }
}

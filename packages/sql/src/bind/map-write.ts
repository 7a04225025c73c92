import assert from 'node:assert/strict';
import type { BoundExpression } from '../plan/expression.ts';
import { mapList } from '../plan/walk.ts';
import type { BoundAssignment, BoundMergeAction, BoundMergeClause } from './statement.ts';

type Change = (expression: BoundExpression) => BoundExpression;

/** Assignments with `change` applied to their values. */
export function mapAssignments(
  assignments: readonly BoundAssignment[],
  change: Change,
): readonly BoundAssignment[] {
  return mapList(assignments, ({ column, value }) => ({ column, value: change(value) }));
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

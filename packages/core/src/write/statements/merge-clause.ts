import assert from 'node:assert/strict';
import {
  type BoundMergeAction,
  type BoundMergeClause,
  compileRow,
  type ExecutionContext,
  type MergeMatch,
  type Row,
  settleExpression,
} from '@kalamdb/sql';
import type { StoredTable } from '../../catalog/table-definition.ts';
import { type Condition, compileCondition } from '../condition.ts';
import { type NewRow, newRow } from '../new-row.ts';
import type { StageChange } from './change-rows.ts';
import { deleteOf } from './delete.ts';
import { compileRowUpdate } from './update.ts';

/** A WHEN clause, compiled. */
export interface MergeClause {
  readonly match: MergeMatch;
  readonly holds: Condition;
  readonly action: MergeAction;
}

export type MergeAction =
  | { readonly kind: 'change'; readonly name: 'UPDATE' | 'DELETE'; readonly stage: StageChange }
  | { readonly kind: 'insert'; readonly propose: ProposeRow }
  | { readonly kind: 'nothing' };

/** The `number`th row of a statement, to be inserted for a row of the source. */
type ProposeRow = (input: Row, context: ExecutionContext, number: number) => Promise<NewRow>;

/** Compile a WHEN clause. Throws as `compileRowUpdate`. */
export function compileMergeClause(
  { match, condition, action }: BoundMergeClause,
  table: StoredTable,
): MergeClause {
  return { match, holds: compileCondition(condition), action: compileAction(action, table) };
}

function compileAction(action: BoundMergeAction, table: StoredTable): MergeAction {
  switch (action.kind) {
    case 'update':
      return { kind: 'change', name: 'UPDATE', stage: compileRowUpdate(action.assignments, table) };
    case 'delete':
      return { kind: 'change', name: 'DELETE', stage: deleteOf(table) };
    case 'insert': {
      const evaluators = action.values.map(compileRow);
      const propose: ProposeRow = async (input, context, number) => {
        const compute = () => evaluators.map((evaluate) => evaluate(input, context));
        return newRow(table, await settleExpression(context, compute), number);
      };
      return { kind: 'insert', propose };
    }
    case 'nothing':
      return action;
    default:
      return assert.fail(String(action satisfies never));
  }
}

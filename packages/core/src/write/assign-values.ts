import {
  type BoundAssignment,
  compileRow,
  type ExecutionContext,
  type Row,
  settleExpression,
  type Value,
} from '@kalamdb/sql';
import { isSameValue } from './check-row.ts';

/**
 * The row `before` with its new values, which are computed of `input` and all see it as it was; the
 * same object when no value changes.
 */
export type AssignValues = (
  before: Row,
  input: Row,
  context: ExecutionContext,
) => Promise<readonly Value[]>;

/** Compile the assignments of SET. */
export function compileAssignments(assignments: readonly BoundAssignment[]): AssignValues {
  const compiled = assignments.map(({ column, value }) => ({
    column,
    evaluate: compileRow(value),
  }));
  return async (before, input, context) => {
    const values: Value[] = before.slice();
    let changed = false;
    for (const { column, evaluate } of compiled) {
      const settled = settleExpression(context, () => evaluate(input, context));
      const value = settled instanceof Promise ? await settled : settled;
      changed ||= !isSameValue(value, before[column] as Value);
      values[column] = value;
    }
    return changed ? values : before;
  };
}

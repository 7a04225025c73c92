import {
  type BoundExpression,
  compileRow,
  type ExecutionContext,
  type Row,
  settleExpression,
} from '@kalamdb/sql';

/** Whether a row meets a condition: it is TRUE, not NULL; a promise where a subquery must be run. */
export type Condition = (row: Row, context: ExecutionContext) => boolean | Promise<boolean>;

/** Compile a condition; every row meets one that is `undefined`. */
export function compileCondition(predicate: BoundExpression | undefined): Condition {
  if (predicate === undefined) return () => true;
  const evaluate = compileRow(predicate);
  return (row, context) => settleExpression(context, () => evaluate(row, context) === true);
}

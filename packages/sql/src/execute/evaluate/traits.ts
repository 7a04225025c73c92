import { castKernel } from '../../columnar/kernels/cast.ts';
import { findKernel } from '../../columnar/kernels/find-kernel.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { hasVolatile, isRowFree, operandsOf } from '../../plan/walk.ts';
import { isWithin, type SqlType } from '../../types/sql-type.ts';

/** Whether an expression has one value for all rows of an execution. */
export function isSteady(expression: BoundExpression): boolean {
  return isRowFree(expression) && !hasVolatile(expression);
}

/** Whether evaluation can raise no error, whatever the row: it may then be done for any row. */
export function neverFails(expression: BoundExpression): boolean {
  if (expression.kind === 'subquery') return false;
  if (expression.kind === 'call') {
    const parameters = expression.arguments.map((argument) => argument.type.kind);
    if (findKernel(expression.function.name, parameters)?.total !== true) return false;
  }
  if (expression.kind === 'cast') {
    if (!isTotalCast(expression.operand.type, expression.type)) return false;
  }
  return operandsOf(expression).every(neverFails);
}

function isTotalCast(from: SqlType, to: SqlType): boolean {
  return isWithin(from, to) || castKernel(from, to)?.total === true;
}

import { columnValue } from '../../columnar/column-value.ts';
import { allSlots } from '../../columnar/slots.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Value } from '../../types/value.ts';
import type { ExecutionContext } from '../context.ts';
import { compiler } from './compiler.ts';
import { ONE_ROW } from './once.ts';

/** Compile an expression without column references to a function that gives its value. */
export function compileScalar(expression: BoundExpression): (context: ExecutionContext) => Value {
  if (expression.kind === 'constant') return () => expression.value;
  if (expression.kind === 'parameter') return ({ parameters }) => parameters[expression.index];
  const evaluate = compiler.vector(expression);
  return (context) => columnValue(evaluate(ONE_ROW, allSlots(1), context).column, 0);
}

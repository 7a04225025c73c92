import type { ScalarFunction } from '../bind/functions/functions.ts';
import { performOnce } from '../execute/effects.ts';
import { mayWait } from '../plan/effects-in.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { hasVolatile, mapExpression } from '../plan/walk.ts';
import { expressionRule } from './rule.ts';

/**
 * An expression that has to wait is evaluated anew when what it waited for is there. Volatile calls
 * in it then give what they gave before: else a CASE might take another branch, and ask for
 * something else without an end.
 */
export const rememberVolatile = expressionRule('remember-volatile', rememberCalls);

/** `expression`, its volatile calls remembered if it may wait. */
export function rememberCalls(expression: BoundExpression): BoundExpression {
  return hasVolatile(expression) && mayWait(expression)
    ? mapExpression(expression, rememberCall)
    : expression;
}

function rememberCall(expression: BoundExpression): BoundExpression {
  if (expression.kind !== 'call') return expression;
  const { volatility, effect } = expression.function;
  if (volatility !== 'volatile' || effect === true) return expression;
  return { ...expression, function: remembered(expression.function) };
}

function remembered(overload: ScalarFunction): ScalarFunction {
  const row: ScalarFunction['row'] = (values, context) =>
    performOnce(context, () => overload.row(values, context));
  return { ...overload, effect: true, row };
}

import type { PatternOperator, QuantifiedOperator } from '../../ast/ast.ts';
import { not } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { callOperator } from './call-overload.ts';
import type { ExpressionContext } from './expression-context.ts';

/** The function behind an operator, and whether its answer is turned round: NOT LIKE is LIKE. */
export interface OperatorFunction {
  readonly name: string;
  readonly negated: boolean;
}

export function functionOf(operator: QuantifiedOperator): OperatorFunction {
  const negated = operator.startsWith('not ');
  return { name: negated ? operator.slice('not '.length) : operator, negated };
}

/** Whether `value` matches `pattern`. */
export function bindPattern(
  context: ExpressionContext,
  operator: PatternOperator,
  value: BoundExpression,
  pattern: BoundExpression,
  at: number,
): BoundExpression {
  const { name, negated } = functionOf(operator);
  const test = callOperator(context, name, [value, pattern], at);
  return negated ? not(test) : test;
}

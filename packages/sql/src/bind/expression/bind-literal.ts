import type { Literal, Parameter, Unary } from '../../ast/ast.ts';
import { constant } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { castValue } from '../../types/coerce.ts';
import { atPosition, numberType } from '../../types/literal-value.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { placed } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

/** NULL and strings are `unknown`; numbers are of the smallest exact type that holds them. */
export function bindLiteral(context: ExpressionContext, node: Literal): BoundExpression {
  const { binder } = context;
  return placed(binder, liftedLiteral(context, node) ?? constantLiteral(node, ''), node.at);
}

/** `$n`, of unknown type until a context decides it. */
export function bindParameter(context: ExpressionContext, node: Parameter): BoundExpression {
  const { binder } = context;
  return placed(binder, binder.parameters.user(node.number), node.at);
}

/**
 * `-` before a number, where that must be read as one: as a constant, and where only the sign makes
 * the number fit its type (-2147483648 is an INT). `undefined`: an operator like any other.
 */
export function bindNegativeNumber(
  context: ExpressionContext,
  node: Unary,
): BoundExpression | undefined {
  const { operand } = node;
  if (node.operator !== '-' || operand.kind !== 'literal') return undefined;
  if (operand.literal.kind !== 'number') return undefined;
  const isLifted = isLiftable(context, operand);
  if (isLifted && !isWideInteger(operand.literal.digits)) return undefined;
  if (isLifted) pinLiteral(context, operand);
  return placed(context.binder, constantLiteral(operand, '-'), node.at);
}

/** The plan depends on the value of this literal, so it is not lifted. */
export function pinLiteral({ binder }: Pick<ExpressionContext, 'binder'>, { slot }: Literal): void {
  if (binder.liftsLiterals && slot !== undefined) binder.parameters.pin(slot);
}

function isLiftable({ binder, pinsLiterals }: ExpressionContext, { slot }: Literal): boolean {
  return binder.liftsLiterals && !pinsLiterals && slot !== undefined;
}

function liftedLiteral(context: ExpressionContext, node: Literal): BoundExpression | undefined {
  const { literal, slot } = node;
  if (slot === undefined || !isLiftable(context, node)) {
    pinLiteral(context, node);
    return undefined;
  }
  const type = literal.kind === 'number' ? numberType(literal.digits) : sqlTypes.unknown;
  return context.binder.parameters.literal(slot, type);
}

function constantLiteral({ literal, at }: Literal, sign: '' | '-'): BoundExpression {
  switch (literal.kind) {
    case 'null':
      return constant(sqlTypes.unknown, null);
    case 'boolean':
      return constant(sqlTypes.boolean, literal.value);
    case 'string':
      return constant(sqlTypes.unknown, literal.text);
    default:
      return numberConstant(literal.digits, sign, at);
  }
}

function numberConstant(digits: string, sign: '' | '-', at: number): BoundExpression {
  const type = sign === '-' ? negativeType(digits) : numberType(digits);
  try {
    return constant(type, castValue(sign + digits, sqlTypes.text, type));
  } catch (error) {
    throw atPosition(error, at);
  }
}

function negativeType(digits: string) {
  if (isExactly(digits, '2147483648')) return sqlTypes.int;
  return isExactly(digits, '9223372036854775808') ? sqlTypes.bigint : numberType(digits);
}

/** Past INT, where the sign may decide the type: such numbers are rare, so each has its own plan. */
function isWideInteger(digits: string): boolean {
  return /^\d+$/.test(digits) && numberType(digits).kind !== 'int';
}

function isExactly(digits: string, wanted: string): boolean {
  return digits.replace(/^0+/, '') === wanted;
}

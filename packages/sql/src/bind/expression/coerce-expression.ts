import { SqlError } from '../../error.ts';
import { constant } from '../../plan/build-expression.ts';
import type { BoundExpression, BoundParameter } from '../../plan/expression.ts';
import { type CastContext, canCast, castValue } from '../../types/coerce.ts';
import { atPosition } from '../../types/literal-value.ts';
import { isWithin, type SqlType, sqlTypes, typeName } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';

/**
 * `expression` as a value of `type`, by any cast that exists; whether it is allowed here was asked
 * before. Constants are cast now, open parameters and lifted literals take the type. A literal that
 * does not spell a value of the type throws SQL_INVALID_VALUE where it stands.
 */
export function coerceTo(
  binder: Binder,
  expression: BoundExpression,
  type: SqlType,
): BoundExpression {
  if (expression.kind === 'parameter') return coerceParameterNode(binder, expression, type);
  if (isWithin(expression.type, type)) return expression;
  const position = binder.positions.get(expression);
  if (expression.kind === 'constant') {
    const folded = foldCast(expression.value, expression.type, type, position);
    if (folded !== undefined) return placed(binder, folded, position);
  }
  return placed(binder, { kind: 'cast', type, operand: expression, position }, position);
}

/** `expression`, or as `type` (TEXT if absent) when no context has decided its own type. */
export function settle(
  binder: Binder,
  expression: BoundExpression,
  type: SqlType = sqlTypes.text,
): BoundExpression {
  if (expression.type.kind !== 'unknown') return expression;
  const known = knownType(binder, expression);
  if (known.kind !== 'unknown') return { ...expression, type: known };
  return coerceTo(binder, expression, type);
}

/** The type of `expression` as far as one is decided, of a parameter also elsewhere. */
export function knownType(binder: Binder, expression: BoundExpression): SqlType {
  if (expression.kind !== 'parameter' || expression.type.kind !== 'unknown') return expression.type;
  return binder.parameters.decided(expression.index) ?? expression.type;
}

/** Fix the type of a lifted literal that is going to stand at several places. */
export function fixType(binder: Binder, expression: BoundExpression): BoundExpression {
  if (expression.kind === 'parameter' && expression.type.kind !== 'unknown') {
    binder.parameters.decide(expression.index, expression.type);
  }
  return expression;
}

/** Whether the type of `expression` is open or becomes `type` in this context. */
export function isCoercible(
  expression: BoundExpression,
  type: SqlType,
  context: CastContext,
): boolean {
  return canCast(expression.type, type, context);
}

/** `expression` as `type`, else SQL_TYPE_MISMATCH `<what> must be type …`. */
export function requireType(
  binder: Binder,
  expression: BoundExpression,
  type: SqlType,
  context: CastContext,
  what: string,
): BoundExpression {
  if (isCoercible(expression, type, context)) return coerceTo(binder, expression, type);
  const message = `${what} must be type ${typeName(type)}, not type ${typeName(expression.type)}`;
  throw new SqlError('SQL_TYPE_MISMATCH', message, {
    position: binder.positions.get(expression),
  });
}

/** `expression`, remembered to come from `position` of the text. */
export function placed<T extends BoundExpression>(
  binder: Binder,
  expression: T,
  position: number | undefined,
): T {
  if (position !== undefined) binder.positions.set(expression, position);
  return expression;
}

function coerceParameterNode(
  binder: Binder,
  parameter: BoundParameter,
  type: SqlType,
): BoundExpression {
  const { parameters, positions } = binder;
  const position = positions.get(parameter);
  const decided = parameters.decided(parameter.index);
  if (decided === undefined) {
    parameters.decide(parameter.index, type);
    return placed(binder, { ...parameter, type }, position);
  }
  const typed = placed(binder, { ...parameter, type: decided }, position);
  if (isWithin(decided, type)) return typed;
  if (canCast(decided, type, 'explicit')) {
    return placed(binder, { kind: 'cast', type, operand: typed, position }, position);
  }
  throw new SqlError(
    'SQL_TYPE_MISMATCH',
    `parameter $${parameter.index + 1} is used as ${typeName(decided)} and as ${typeName(type)}`,
    { position, hint: 'Write a cast at one of the places.' },
  );
}

/** `undefined`: a typed constant outside the type's range, an error only where it is evaluated. */
function foldCast(
  value: Parameters<typeof castValue>[0],
  from: SqlType,
  to: SqlType,
  position: number | undefined,
): BoundExpression | undefined {
  try {
    return constant(to, castValue(value, from, to));
  } catch (error) {
    if (from.kind === 'unknown') throw atPosition(error, position);
    return undefined;
  }
}

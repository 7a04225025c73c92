import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { canCast } from '../../types/coerce.ts';
import { isComparable, type SqlType, sameType, typeName } from '../../types/sql-type.ts';
import type { Binder } from '../binder.ts';
import { commonType, sameCategory } from '../functions/resolve-overload.ts';
import { coerceTo } from './coerce-expression.ts';

/**
 * The expressions brought to their common type (CASE branches, COALESCE, IN lists …). Throws
 * SQL_TYPE_MISMATCH at the first one that does not fit, or that has no order where one is needed.
 */
export function unifyTypes(
  binder: Binder,
  construct: string,
  expressions: readonly BoundExpression[],
  options: { readonly comparable: boolean; readonly sqlState?: string },
): readonly BoundExpression[] {
  const type = commonType(expressions.map((expression) => expression.type));
  const fits = type !== undefined && expressions.every((each) => isConvertible(each.type, type));
  if (!fits) throw mismatch(binder, construct, expressions, options.sqlState);
  if (options.comparable) requireComparable(binder, construct, type, expressions[0]);
  return expressions.map((expression) => coerceTo(binder, expression, type));
}

/** Of one category, as DATE and TIME are, is not enough. */
function isConvertible(from: SqlType, to: SqlType): boolean {
  return from.kind === 'unknown' || canCast(from, to, 'implicit');
}

/** Refuse a type without an order: SQL_TYPE_MISMATCH naming it and what needs the order. */
export function requireComparable(
  binder: Binder,
  construct: string,
  type: SqlType,
  expression: BoundExpression,
): void {
  if (isComparable(type)) return;
  throw new SqlError(
    'SQL_TYPE_MISMATCH',
    `values of type ${typeName(type)} cannot be compared, as ${construct} needs`,
    { position: binder.positions.get(expression), hint: 'Cast it to TEXT.' },
  );
}

function mismatch(
  binder: Binder,
  construct: string,
  expressions: readonly BoundExpression[],
  sqlState: string | undefined,
): SqlError {
  const known = expressions.filter(({ type }) => type.kind !== 'unknown');
  const [first] = known;
  const other =
    known.find(({ type }) => commonType([first.type, type]) === undefined) ??
    known.find(({ type }) => !sameType(type, first.type)) ??
    first;
  const types = `${typeName(first.type)} and ${typeName(other.type)}`;
  return new SqlError('SQL_TYPE_MISMATCH', `${construct} types ${types} cannot be matched`, {
    sqlState:
      sqlState ?? (sameCategory(first.type, other.type) ? conditions.cannotCoerce : undefined),
    position: binder.positions.get(other),
    hint: 'Write a cast.',
  });
}

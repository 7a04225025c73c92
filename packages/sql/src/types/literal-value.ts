import { SqlError } from '../error.ts';
import type { LiteralToken } from '../parse/fingerprint.ts';
import { castValue } from './coerce.ts';
import { BIGINT_MAX, INT_MAX } from './number-text.ts';
import { type SqlType, sqlTypes } from './sql-type.ts';
import type { Value } from './value.ts';

/**
 * The type of a number by its spelling: the smallest of INT, BIGINT and DECIMAL that holds it as it
 * is, DECIMAL of all that have a point or an exponent.
 */
export function numberType(digits: string): SqlType {
  if (!/^\d+$/.test(digits)) return sqlTypes.decimal;
  const significant = digits.replace(/^0+/, '');
  if (significant.length > 19) return sqlTypes.decimal;
  const value = BigInt(significant);
  if (value <= BigInt(INT_MAX)) return sqlTypes.int;
  return value <= BIGINT_MAX ? sqlTypes.bigint : sqlTypes.decimal;
}

/**
 * The value of a literal as `type`: a number is read by its spelling and then cast, a string is read
 * as a value of the type. Throws SQL_INVALID_VALUE or SQL_OUT_OF_RANGE at the literal's offset.
 */
export function literalValue(literal: LiteralToken, type: SqlType): Value {
  try {
    if (literal.kind === 'string') return castValue(literal.text, sqlTypes.unknown, type);
    const spelled = numberType(literal.digits);
    return castValue(castValue(literal.digits, sqlTypes.text, spelled), spelled, type);
  } catch (error) {
    throw atPosition(error, literal.at);
  }
}

/** The same error at `position`, unless it has one already or is not an SqlError. */
export function atPosition(error: unknown, position: number | undefined): unknown {
  if (!(error instanceof SqlError) || error.position !== undefined) return error;
  return new SqlError(error.code, error.message, {
    sqlState: error.sqlState,
    position,
    hint: error.hint,
    cause: error.cause,
  });
}

import type { TypeName } from '../ast/ast.ts';
import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { MAX_DIGITS } from './decimal.ts';
import { type SqlType, sqlTypes } from './sql-type.ts';

/**
 * The DECIMAL type with the precision and scale in parentheses behind its name, if any; a precision
 * alone has the scale 0; a negative scale is for whole tens, hundreds and so on. SQL_INVALID_VALUE
 * for a precision other than 1 to 1000 and a scale other than -1000 to 1000. It may be
 * greater than the precision: DECIMAL(2, 4) holds what is below 0.01.
 */
export function decimalType({ arguments: sizes, at: position }: TypeName): SqlType {
  if (sizes.length === 0) return sqlTypes.decimal;
  const [precision, scale = 0] = sizes;
  if (sizes.length > 2) {
    throw new SqlError('SQL_INVALID_VALUE', 'invalid type modifier of DECIMAL', {
      sqlState: conditions.invalidParameterValue,
      position,
      hint: 'Write DECIMAL(precision, scale).',
    });
  }
  requireBetween('precision', precision, 1, MAX_DIGITS, position);
  requireBetween('scale', scale, -MAX_DIGITS, MAX_DIGITS, position);
  return { kind: 'decimal', precision, scale };
}

function requireBetween(
  what: string,
  size: number,
  least: number,
  greatest: number,
  position: number,
): void {
  if (Number.isInteger(size) && size >= least && size <= greatest) return;
  throw new SqlError(
    'SQL_INVALID_VALUE',
    `DECIMAL ${what} ${size} must be between ${least} and ${greatest}`,
    { sqlState: conditions.invalidParameterValue, position },
  );
}

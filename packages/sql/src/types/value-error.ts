import { SqlError } from '../error.ts';
import { type SqlType, typeName } from './sql-type.ts';

const SHOWN_CHARACTERS = 60;

/** SQL_INVALID_VALUE: `text` does not spell a value of `type`. Long texts are shown shortened. */
export function invalidText(type: SqlType, text: string): SqlError {
  return new SqlError(
    'SQL_INVALID_VALUE',
    `invalid input syntax for type ${typeName(type)}: "${shorten(text)}"`,
  );
}

/** SQL_OUT_OF_RANGE: a value that `type` cannot hold. */
export function outOfRange(type: SqlType, shown?: string): SqlError {
  const what = shown === undefined ? '' : `value "${shorten(shown)}" is `;
  return new SqlError('SQL_OUT_OF_RANGE', `${what}out of range for type ${typeName(type)}`);
}

export function divisionByZero(): SqlError {
  return new SqlError('SQL_DIVISION_BY_ZERO', 'division by zero');
}

/** `text` as error messages quote it: at most 60 characters. */
export function shorten(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

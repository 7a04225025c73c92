import { conditions } from '../conditions.ts';
import { SqlError } from '../error.ts';
import { type SqlType, type SqlTypeKind, typeName } from './sql-type.ts';

const SHOWN_CHARACTERS = 60;

const timeKinds: ReadonlySet<SqlTypeKind> = new Set([
  'date',
  'time',
  'timestamp',
  'datetime',
  'interval',
]);

/** SQL_INVALID_VALUE: `text` does not spell a value of `type`. Long texts are shown shortened. */
export function invalidText(
  type: SqlType,
  text: string,
  sqlState: string | undefined = isOfTime(type) ? conditions.invalidDatetimeFormat : undefined,
): SqlError {
  return new SqlError(
    'SQL_INVALID_VALUE',
    `invalid input syntax for type ${typeName(type)}: "${shorten(text)}"`,
    { sqlState },
  );
}

/** SQL_OUT_OF_RANGE: a value that `type` cannot hold. */
export function outOfRange(type: SqlType, shown?: string): SqlError {
  const what = shown === undefined ? '' : `value "${shorten(shown)}" is `;
  return new SqlError('SQL_OUT_OF_RANGE', `${what}out of range for type ${typeName(type)}`, {
    sqlState: isOfTime(type) ? conditions.datetimeFieldOverflow : undefined,
  });
}

function isOfTime({ kind }: SqlType): boolean {
  return timeKinds.has(kind);
}

export function divisionByZero(): SqlError {
  return new SqlError('SQL_DIVISION_BY_ZERO', 'division by zero');
}

/** `text` as error messages quote it: at most 60 characters. */
export function shorten(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

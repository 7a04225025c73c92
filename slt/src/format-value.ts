import { castValue, type SqlType, sqlTypes, type Value } from '@kalamdb/sql';

/**
 * A value as SQLite's test files show it under a column of `letter`: I cut off to an integer, R with
 * three digits, both as C reads them from text (0 where there is no number); booleans as 1 and 0;
 * every byte of T that is no printable ASCII as `@`.
 */
export function formatSqliteValue(letter: string, type: SqlType, value: Value): string {
  if (value === null) return 'NULL';
  if (letter === 'R') return readNumber(value).toFixed(3);
  if (letter === 'I' && typeof value === 'bigint') return String(value);
  // `+ 0` makes 0 of -0.
  if (letter === 'I') return String(Math.trunc(readNumber(value)) + 0);
  const text = textForm(type, value);
  if (text === '') return '(empty)';
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[^ -~]/g, '@');
}

/** A value as DataFusion's test files show it: timestamps with `T`, bytes as bare hex digits. */
export function formatDatafusionValue(type: SqlType, value: Value): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const text = textForm(type, value);
  if (text === '') return '(empty)';
  return type.kind === 'timestamp' ? text.replace(' ', 'T') : text.replace(/\n+$/, '');
}

function readNumber(value: NonNullable<Value>): number {
  if (typeof value !== 'string') return Number(value);
  return Number.parseFloat(value) || 0;
}

/** What CAST(… AS TEXT) gives. */
function textForm(type: SqlType, value: Value): string {
  return String(castValue(value, type, sqlTypes.text));
}

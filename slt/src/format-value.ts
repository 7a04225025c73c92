import { castValue, type SqlType, sqlTypes, type Value } from '@kalamdb/sql';

/**
 * A value as SQLite's test files show it under a column of `letter`: integers cut off, R with three
 * digits, booleans as 1 and 0, every byte of T that is no printable ASCII as `@`.
 */
export function formatSqliteValue(letter: string, type: SqlType, value: Value): string {
  if (value === null) return 'NULL';
  if (letter === 'R') return Number(value).toFixed(3);
  if (letter === 'I' && typeof value === 'boolean') return value ? '1' : '0';
  // `+ 0` makes 0 of -0.
  if (letter === 'I' && typeof value === 'number') return String(Math.trunc(value) + 0);
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

/** What CAST(… AS TEXT) gives, but for booleans the words of both forms. */
function textForm(type: SqlType, value: Value): string {
  return String(castValue(value, type, sqlTypes.text));
}

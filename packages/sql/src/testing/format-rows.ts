import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { castValue } from '../types/coerce.ts';
import { shortFloat } from '../types/number-text.ts';
import type { Schema } from '../types/schema.ts';
import { type SqlType, type SqlTypeKind, sqlTypes } from '../types/sql-type.ts';
import type { Row, Value } from '../types/value.ts';
import type { GoldenRecord } from './golden.ts';

/** The letter of a type in `query` records. */
const LETTERS: Readonly<Record<SqlTypeKind, string>> = {
  boolean: 'B',
  smallint: 'S',
  int: 'I',
  bigint: 'L',
  decimal: 'N',
  float: 'F',
  double: 'R',
  text: 'T',
  date: 'D',
  time: 'M',
  timestamp: 'P',
  datetime: 'Z',
  interval: 'V',
  json: 'J',
  bytes: 'X',
  uuid: 'U',
  embedding: 'E',
  file: 'O',
  array: 'A',
  unknown: '?',
};

/**
 * The output of a `query <letters> [rowsort]` record: one line per row, values joined by ` | `. The
 * letters are those of the column types: B boolean, I int, L bigint, R double, T text, P timestamp,
 * J json, X bytes, U uuid, A array, S smallint, N decimal, F float, D date, M time, Z datetime, V interval, E embedding, O file. Throws when they do not match; `rowsort` sorts the lines.
 */
export function formatQuery(record: GoldenRecord, schema: Schema, rows: readonly Row[]): string {
  const [letters, ...options] = record.arguments;
  const actual = schema.map((field) => LETTERS[field.type.kind]).join('');
  assert(letters === actual, `the result has the types ${actual}, not ${letters}`);
  const lines = rows.map((row) =>
    row.map((value, index) => formatValue(schema[index].type, value)).join(' | '),
  );
  if (options.includes('rowsort')) lines.sort();
  return lines.join('\n');
}

/** A value as golden files show it: empty text as `(empty)`, timestamps in ISO form, bytes in hex. */
export function formatValue(type: SqlType, value: Value): string {
  if (value === null) return 'NULL';
  if (value === '') return '(empty)';
  if (type.kind === 'embedding') return String(castValue(value, type, sqlTypes.text));
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'bigint' && (type.kind === 'timestamp' || type.kind === 'datetime'))
    return formatTimestamp(value);
  if (type.kind === 'date' || type.kind === 'time')
    return String(castValue(value, type, sqlTypes.text));
  if (type.kind === 'array') return String(castValue(value, type, sqlTypes.text));
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'number' && type.kind === 'float') return String(shortFloat(value));
  return String(value).replaceAll('\n', '\\n');
}

/** Beyond the years that Date knows: the number of microseconds. */
function formatTimestamp(micros: bigint): string {
  const remainder = ((micros % 1000n) + 1000n) % 1000n;
  const date = new Date(Number((micros - remainder) / 1000n));
  if (Number.isNaN(date.getTime())) return `${micros} µs`;
  return date.toISOString().replace('Z', `${String(remainder).padStart(3, '0')}Z`);
}

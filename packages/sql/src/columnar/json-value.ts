import assert from 'node:assert/strict';
import { SqlError } from '../error.ts';
import { isArray } from '../types/array-shape.ts';
import { embeddingNumbers } from '../types/embedding.ts';
import { shortFloat } from '../types/number-text.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { Value } from '../types/value.ts';

/** A value as results carry it on the wire. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[];

/**
 * The wire form of a value: FLOAT with the fewest digits that make it, BIGINT and
 * DECIMAL as a string of digits, DATE as a number of days, TIME, TIMESTAMP and DATETIME of microseconds (a JS number: rounded
 * past 2^53, the year 2255), INTERVAL as text, BYTES and EMBEDDING as an array of numbers, FILE and JSON as a string of
 * JSON text. Throws SQL_OUT_OF_RANGE for NaN and infinite doubles, which JSON has not.
 */
export function valueToJson(type: SqlType, value: Value): JsonValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return type.kind === 'bigint' ? String(value) : Number(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notInJson(value);
    return type.kind === 'float' ? shortFloat(value) : value;
  }
  if (isArray(value)) {
    const element = type.kind === 'array' ? type.element : type;
    return value.map((item) => valueToJson(isArray(item) ? type : element, item));
  }
  assert(value instanceof Uint8Array, 'a value of no known kind');
  if (type.kind === 'embedding') return Array.from(embeddingNumbers(value), shortFloat);
  return Array.from(value);
}

/** The error for a double that JSON cannot hold; `columnName` when it is known. */
export function notInJson(value: number, columnName?: string): SqlError {
  const place = columnName === undefined ? '' : ` in column "${columnName}"`;
  return new SqlError('SQL_OUT_OF_RANGE', `The DOUBLE ${value}${place} cannot be sent as JSON`, {
    hint: 'Cast it to TEXT, or leave such rows out.',
  });
}

import assert from 'node:assert/strict';
import { compareDecimals, decimalOf } from './decimal.ts';
import { compareIntervals } from './interval.ts';
import type { SqlType, SqlTypeKind } from './sql-type.ts';
import type { Value } from './value.ts';

/**
 * SQL order of two non-NULL values of `type`: negative, zero or positive. false < true; NaN equals
 * itself and is the greatest; -0 equals 0; text and uuid by UTF-8 bytes (code points); bytes by
 * unsigned byte. JSON has no order: binding never asks for one.
 */
export function compareValues(type: SqlType, left: Value, right: Value): number {
  switch (type.kind) {
    case 'text':
    case 'uuid':
    case 'json':
    case 'unknown':
      return compareText(left as string, right as string);
    case 'smallint':
    case 'int':
    case 'date':
    case 'float':
    case 'double':
      return compareNumbers(left as number, right as number);
    case 'decimal':
      return compareDecimals(decimalOf(left as string), decimalOf(right as string));
    case 'bigint':
    case 'time':
    case 'timestamp':
    case 'datetime':
      return compareBigints(left as bigint, right as bigint);
    case 'interval':
      return compareIntervals(left as string, right as string);
    case 'boolean':
      return Number(left) - Number(right);
    case 'bytes':
      return Buffer.compare(left as Uint8Array, right as Uint8Array);
    default:
      return assert.fail(String(type satisfies never));
  }
}

/** Whether two non-NULL values of `type` are equal, as `compareValues` but cheaper for text. */
export function equalValues(type: SqlType, left: Value, right: Value): boolean {
  if (left === right) return true;
  return hasOtherForms.has(type.kind) && compareValues(type, left, right) === 0;
}

/** Types of which values that are not identical may be equal. */
const hasOtherForms: ReadonlySet<SqlTypeKind> = new Set([
  'decimal',
  'double',
  'float',
  'bytes',
  'interval',
]);

function compareNumbers(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  if (left === right) return 0;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
}

function compareBigints(left: bigint, right: bigint): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

/** Order of UTF-8 bytes, which is that of code points; UTF-16 units put U+E000… after the rest. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above U+FFFF, so they go behind every other unit. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

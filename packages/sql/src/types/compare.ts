import assert from 'node:assert/strict';
import { elementsOf, shapeOf } from './array-shape.ts';
import { compareDecimals, decimalOf } from './decimal.ts';
import { compareIntervals } from './interval.ts';
import { compareJsonTrees } from './json/compare-json.ts';
import { parseJsonTree } from './json/parse-json.ts';
import type { SqlType, SqlTypeKind } from './sql-type.ts';
import type { ArrayValue, Value } from './value.ts';

/**
 * SQL order of two non-NULL values of `type`: negative, zero or positive. false < true; NaN equals
 * itself and is the greatest; -0 equals 0; text and uuid by UTF-8 bytes (code points); bytes by
 * unsigned byte; JSON as `compareJsonTrees`; arrays element by element.
 */
export function compareValues(type: SqlType, left: Value, right: Value): number {
  switch (type.kind) {
    case 'text':
    case 'uuid':
    case 'file':
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
    case 'json':
      return compareJsonTrees(parseJsonTree(left as string), parseJsonTree(right as string));
    case 'interval':
      return compareIntervals(left as string, right as string);
    case 'boolean':
      return Number(left) - Number(right);
    case 'bytes':
    case 'embedding':
      return Buffer.compare(left as Uint8Array, right as Uint8Array);
    case 'array':
      return compareArrays(type.element, left as ArrayValue, right as ArrayValue);
    default:
      return assert.fail(String(type satisfies never));
  }
}

/** Element by element, NULLs last and equal; then shorter ones first, then by dimensions. */
function compareArrays(element: SqlType, left: ArrayValue, right: ArrayValue): number {
  const [xs, ys] = [elementsOf(left), elementsOf(right)];
  const length = Math.min(xs.length, ys.length);
  for (let index = 0; index < length; index++) {
    const [x, y] = [xs[index], ys[index]];
    const order =
      x === null || y === null
        ? Number(x === null) - Number(y === null)
        : compareValues(element, x, y);
    if (order !== 0) return order;
  }
  return xs.length - ys.length || compareShapes(shapeOf(left), shapeOf(right));
}

function compareShapes(left: readonly number[], right: readonly number[]): number {
  if (left.length !== right.length) return left.length - right.length;
  const index = left.findIndex((size, at) => size !== right[at]);
  return index < 0 ? 0 : left[index] - right[index];
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
  'array',
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

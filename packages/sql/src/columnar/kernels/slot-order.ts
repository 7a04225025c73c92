import assert from 'node:assert/strict';
import { compareValues } from '../../types/compare.ts';
import type { SqlTypeKind } from '../../types/sql-type.ts';
import { getBit, isValid } from '../bitmap.ts';
import type { Column, ListColumn } from '../column.ts';
import { columnValue } from '../column-value.ts';
import {
  asBits,
  asBytes,
  asDecimal,
  asFloat64,
  asInt32,
  asInt64,
  asList,
  wordsOf,
} from '../layout.ts';
import { compareRanges } from './byte-ranges.ts';
import { decimalComparator } from './decimal-order.ts';

/** Negative, 0 or positive as the value in slot `left` goes before, with or after that in `right`. */
export type SlotComparator = (left: number, right: number) => number;

const orderedByValue: ReadonlySet<SqlTypeKind> = new Set(['json', 'interval']);

/** Order values of one column against those of another of its type, none of them NULL. */
export function slotComparator(column: Column, other: Column): SlotComparator {
  switch (column.layout) {
    case 'bits': {
      const [x, y] = [column.values, asBits(other).values];
      return (left, right) => Number(getBit(x, left)) - Number(getBit(y, right));
    }
    case 'int32': {
      const [x, y] = [column.values, asInt32(other).values];
      return (left, right) => x[left] - y[right];
    }
    case 'int64': {
      const [x, y] = [wordsOf(column.values), wordsOf(asInt64(other).values)];
      return (left, right) =>
        x[left * 2 + 1] - y[right * 2 + 1] || (x[left * 2] >>> 0) - (y[right * 2] >>> 0);
    }
    case 'float64': {
      const [x, y] = [column.values, asFloat64(other).values];
      return (left, right) => compareDoubles(x[left], y[right]);
    }
    case 'decimal':
      return decimalComparator(column, asDecimal(other));
    case 'bytes': {
      if (orderedByValue.has(column.type.kind)) return valueComparator(column, other);
      const [x, y] = [column, asBytes(other)];
      return (left, right) => {
        const [start, end] = [x.offsets[left], x.offsets[left + 1]];
        return compareRanges(x.data, start, end, y.data, y.offsets[right], y.offsets[right + 1]);
      };
    }
    case 'list':
      return listComparator(column, asList(other));
    default:
      return assert.fail(`unknown layout ${column satisfies never}`);
  }
}

/** Of types whose bytes do not order as the values do. */
function valueComparator(column: Column, other: Column): SlotComparator {
  const { type } = column;
  return (left, right) => compareValues(type, columnValue(column, left), columnValue(other, right));
}

/** NaN is the greatest, and equal to itself. */
function compareDoubles(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
}

/** Element by element, NULLs last and equal; then shorter ones first, then by dimensions. */
function listComparator(x: ListColumn, y: ListColumn): SlotComparator {
  const compareElements = nullsLast(x.child, y.child);
  const compareShapes = shapeComparator(x, y);
  return (left, right) => {
    let from = x.offsets[left];
    let to = y.offsets[right];
    const size = x.offsets[left + 1] - from;
    const otherSize = y.offsets[right + 1] - to;
    for (const end = from + Math.min(size, otherSize); from < end; from++, to++) {
      const order = compareElements(from, to);
      if (order !== 0) return order;
    }
    return size - otherSize || compareShapes(left, right);
  };
}

function nullsLast(column: Column, other: Column): SlotComparator {
  const compare = slotComparator(column, other);
  if (column.validity === undefined && other.validity === undefined) return compare;
  return (left, right) => {
    const isLeft = isValid(column.validity, left);
    const isRight = isValid(other.validity, right);
    return isLeft && isRight ? compare(left, right) : Number(isRight) - Number(isLeft);
  };
}

function shapeComparator({ shapes: x }: ListColumn, { shapes: y }: ListColumn): SlotComparator {
  if (x === undefined && y === undefined) return () => 0;
  if (x !== undefined && y !== undefined) return slotComparator(x, y);
  return (left, right) =>
    (x === undefined ? 0 : x.offsets[left + 1] - x.offsets[left]) -
    (y === undefined ? 0 : y.offsets[right + 1] - y.offsets[right]);
}

import assert from 'node:assert/strict';
import { getBit, isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { compareRanges } from '../../columnar/kernels/byte-ranges.ts';
import { compareDecimalSlots } from '../../columnar/kernels/decimal-order.ts';
import { asBits, asBytes, asDecimal, asFloat64, asInt32, asInt64 } from '../../columnar/layout.ts';

/** Values to sort by. */
export interface SortColumn {
  readonly column: Column;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Negative, 0 or positive as row `left` goes before, with or after row `right`. */
export type RowComparator = (left: number, right: number) => number;

/** Order rows of `left` against rows of `right`: the same keys over two sets of columns. */
export function rowComparator(
  left: readonly SortColumn[],
  right: readonly SortColumn[],
): RowComparator {
  const comparators = left.map((key, index) => keyComparator(key, right[index].column));
  if (comparators.length === 1) return comparators[0];
  return (leftRow, rightRow) => {
    for (const compare of comparators) {
      const sign = compare(leftRow, rightRow);
      if (sign !== 0) return sign;
    }
    return 0;
  };
}

function keyComparator(key: SortColumn, other: Column): RowComparator {
  const { column, descending, nullsFirst } = key;
  const ascending = valueComparator(column, other);
  const compare: RowComparator = descending ? (left, right) => -ascending(left, right) : ascending;
  if (column.validity === undefined && other.validity === undefined) return compare;
  const nullSign = nullsFirst ? -1 : 1;
  return (left, right) => {
    const leftPresent = isValid(column.validity, left);
    const rightPresent = isValid(other.validity, right);
    if (leftPresent && rightPresent) return compare(left, right);
    if (leftPresent === rightPresent) return 0;
    return leftPresent ? -nullSign : nullSign;
  };
}

function valueComparator(column: Column, other: Column): RowComparator {
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
      const [x, y] = [column.values, asInt64(other).values];
      return (left, right) => (x[left] < y[right] ? -1 : Number(x[left] > y[right]));
    }
    case 'float64': {
      const [x, y] = [column.values, asFloat64(other).values];
      return (left, right) => compareDoubles(x[left], y[right]);
    }
    case 'decimal': {
      const [x, y] = [column, asDecimal(other)];
      return (left, right) => compareDecimalSlots(x, left, y, right);
    }
    case 'bytes': {
      const [x, y] = [column, asBytes(other)];
      return (left, right) =>
        compareRanges(
          x.data,
          x.offsets[left],
          x.offsets[left + 1],
          y.data,
          y.offsets[right],
          y.offsets[right + 1],
        );
    }
    default:
      return assert.fail(`unknown layout ${column satisfies never}`);
  }
}

/** NaN is the greatest, and equal to itself. */
function compareDoubles(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
}

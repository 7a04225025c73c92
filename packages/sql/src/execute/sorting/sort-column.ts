import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { slotComparator } from '../../columnar/kernels/slot-order.ts';

/** Values to sort by. */
export interface SortColumn {
  readonly column: Column;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Negative, 0 or positive as row `left` goes before, with or after row `right`. */
export type RowComparator = (left: number, right: number) => number;

/** Order rows of `left` against rows of `right`: the same keys, at least one, over two sets of columns. */
export function rowComparator(
  left: readonly SortColumn[],
  right: readonly SortColumn[],
): RowComparator {
  const comparators = left.map((key, index) => keyComparator(key, right[index].column));
  return comparators.reduceRight(
    (rest, compare) => (leftRow, rightRow) => compare(leftRow, rightRow) || rest(leftRow, rightRow),
  );
}

function keyComparator(key: SortColumn, other: Column): RowComparator {
  const { column, descending, nullsFirst } = key;
  const ascending = slotComparator(column, other);
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

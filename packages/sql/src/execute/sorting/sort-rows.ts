import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { orderColumn } from '../../columnar/order-column.ts';
import { decisiveSize, PREFIX_SIZE, prefixesOf } from './prefix.ts';
import { radixSort } from './radix.ts';
import { type RowComparator, rowComparator, type SortColumn } from './sort-column.ts';

/** Up to this many rows are sorted by comparing; more by radix. */
const SMALL_COUNT = 256;

/** Up to this many rows, insertion is the fastest way to sort by comparing. */
const TINY_COUNT = 12;

/** Texts that agree in so many bytes are compared as a whole: each prefix is a level of recursion. */
const MAX_OFFSET = 64;

/** Small runs of equal prefixes to sort between two yields. */
const RUNS_PER_STEP = 512;

/**
 * The rows 0 … count - 1 in the order of `keys`; equal rows stay in ascending order. Large parts
 * are sorted by 4-byte prefixes of one key at a time, and only rows with equal prefixes are looked
 * at further: the next bytes of the value, then the next key. Yields every few milliseconds, so
 * that the caller can let others run.
 */
export function* sortRows(
  keys: readonly SortColumn[],
  count: number,
): Generator<void, Uint32Array> {
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  const ordered = keys.map((key) => ({ ...key, column: orderColumn(key.column) }));
  const comparators = ordered.map((_, index) => {
    const rest = ordered.slice(index);
    return rowComparator(rest, rest);
  });
  yield* sortPart({ keys: ordered, comparators }, order, 0, 0);
  return order;
}

interface Sorting {
  readonly keys: readonly SortColumn[];
  /** By key index: the order by that key and all after it. */
  readonly comparators: readonly RowComparator[];
}

/** Sort `order`, rows that are equal in all keys before `key` and in its first `offset` bytes. */
function* sortPart(
  sorting: Sorting,
  order: Uint32Array,
  key: number,
  offset: number,
): Generator<void, void> {
  if (key === sorting.keys.length) return;
  if (order.length <= SMALL_COUNT) {
    sortByComparing(order, sorting.comparators[key]);
    return;
  }
  const sortKey = sorting.keys[key];
  if (offset > 0 || sortKey.column.validity === undefined) {
    yield* sortPresent(sorting, order, key, offset);
    return;
  }
  const nullCount = partitionNulls(order, sortKey.column, sortKey.nullsFirst);
  const presentCount = order.length - nullCount;
  const nullStart = sortKey.nullsFirst ? 0 : presentCount;
  const presentStart = sortKey.nullsFirst ? nullCount : 0;
  yield;
  yield* sortPart(sorting, order.subarray(nullStart, nullStart + nullCount), key + 1, 0);
  const present = order.subarray(presentStart, presentStart + presentCount);
  if (presentCount > 0) yield* sortPresent(sorting, present, key, offset);
}

/** As `sortPart`, for rows whose value of `key` is not NULL. */
function* sortPresent(
  sorting: Sorting,
  order: Uint32Array,
  key: number,
  offset: number,
): Generator<void, void> {
  const unsorted = yield* prefixesOf(sorting.keys[key], order, offset);
  const sorted = yield* radixSort({ order: order.slice(), prefixes: unsorted });
  const { prefixes } = sorted;
  order.set(sorted.order);
  const isDecided = offset + PREFIX_SIZE >= decisiveSize(sorting.keys[key].column);
  const tieKey = isDecided ? key + 1 : key;
  if (tieKey === sorting.keys.length) return;
  let runs = 0;
  for (let start = 0; start < order.length; ) {
    const end = runEnd(prefixes, start);
    if (end - start > SMALL_COUNT) {
      yield* sortLongRun(sorting, order.subarray(start, end), key, offset);
    } else if (end - start > 1) {
      sortByComparing(order.subarray(start, end), sorting.comparators[tieKey]);
      if (++runs % RUNS_PER_STEP === 0) yield;
    }
    start = end;
  }
}

/** Sort rows of equal prefixes by what the prefixes do not show. */
function* sortLongRun(
  sorting: Sorting,
  run: Uint32Array,
  key: number,
  offset: number,
): Generator<void, void> {
  const { column } = sorting.keys[key];
  const next = offset + PREFIX_SIZE;
  const areTies =
    column.layout === 'bytes' ? areEqual(column.offsets, run, next) : next >= decisiveSize(column);
  if (areTies) {
    yield* sortPart(sorting, run, key + 1, 0);
  } else if (next < MAX_OFFSET) {
    yield* sortPresent(sorting, run, key, next);
  } else {
    sortByComparing(run, sorting.comparators[key]);
  }
}

/** Whether values that agree in their first `size` bytes are equal: all ended, all equally long. */
function areEqual(offsets: Int32Array, run: Uint32Array, size: number): boolean {
  const first = offsets[run[0] + 1] - offsets[run[0]];
  if (first > size) return false;
  for (const row of run) if (offsets[row + 1] - offsets[row] !== first) return false;
  return true;
}

/** The end of the run of equal prefixes that begins at `start`. */
function runEnd(prefixes: Uint32Array, start: number): number {
  const prefix = prefixes[start];
  let end = start + 1;
  while (end < prefixes.length && prefixes[end] === prefix) end++;
  return end;
}

/** Stable: rows come in ascending order and are compared by their values only. */
function sortByComparing(rows: Uint32Array, compare: RowComparator): void {
  if (rows.length > TINY_COUNT) {
    rows.sort(compare);
    return;
  }
  for (let index = 1; index < rows.length; index++) {
    const row = rows[index];
    let to = index;
    while (to > 0 && compare(rows[to - 1], row) > 0) {
      rows[to] = rows[to - 1];
      to--;
    }
    rows[to] = row;
  }
}

/** Move the NULLs to one end, both parts in order; returns how many there are. */
function partitionNulls(order: Uint32Array, column: Column, nullsFirst: boolean): number {
  const present = new Uint32Array(order.length);
  const missing = new Uint32Array(order.length);
  let presentCount = 0;
  let nullCount = 0;
  for (const row of order) {
    if (isValid(column.validity, row)) present[presentCount++] = row;
    else missing[nullCount++] = row;
  }
  order.set(present.subarray(0, presentCount), nullsFirst ? nullCount : 0);
  order.set(missing.subarray(0, nullCount), nullsFirst ? 0 : presentCount);
  return nullCount;
}

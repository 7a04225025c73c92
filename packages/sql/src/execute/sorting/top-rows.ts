import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import { comparisonKernel } from '../../columnar/kernels/compare.ts';
import { take } from '../../columnar/take.ts';
import { constantVector, type Vector } from '../../columnar/vector.ts';
import type { RowStore } from './row-store.ts';
import { rowComparator, type SortColumn } from './sort-column.ts';
import { sortRows } from './sort-rows.ts';

/**
 * Collects the first `count` rows of an order. Rows are appended as long as they order before the
 * worst row that must be kept; when twice as many have come together, they are sorted and the
 * second half is dropped. So most rows of a long input cost one comparison with a constant, and
 * memory stays within two times `count` rows.
 */
export class TopRows {
  readonly #store: RowStore;
  readonly #count: number;
  /** One row of sort keys: rows that order after it or with it are not among the first. */
  #worst: readonly SortColumn[] | undefined;

  constructor(store: RowStore, count: number) {
    this.#store = store;
    this.#count = count;
  }

  append(batch: Batch, keys: readonly Vector[], slots: Uint32Array): void {
    const better = this.#worst === undefined ? slots : selectBefore(keys, this.#worst, slots);
    if (better.length > 0) this.#store.append(batch, keys, better);
  }

  /** Drop the rows that are known not to be among the first; yields as `sortRows` does. */
  *prune(): Generator<void, void> {
    const store = this.#store;
    if (store.length < Math.max(this.#count * 2, this.#count + BATCH_ROWS)) return;
    const order = yield* sortRows(store.sortColumns(), store.length);
    store.keep(order.slice(0, this.#count));
    const last = Uint32Array.of(this.#count - 1);
    this.#worst = store.sortColumns().map((key) => ({ ...key, column: take(key.column, last) }));
  }
}

/** The slots whose keys order before those of the only row of `worst`. */
function selectBefore(
  keys: readonly Vector[],
  worst: readonly SortColumn[],
  slots: Uint32Array,
): Uint32Array {
  const candidates = selectByFirstKey(keys[0], worst[0], slots);
  const columns = worst.map((key, index) => ({ ...key, column: keys[index].column }));
  const compare = keys.every(({ mask }) => mask === -1) ? rowComparator(columns, worst) : undefined;
  return compare === undefined ? candidates : candidates.filter((slot) => compare(slot, 0) < 0);
}

/** A first sieve by kernel: rows whose first key is not after the worst. */
function selectByFirstKey(key: Vector, worst: SortColumn, slots: Uint32Array): Uint32Array {
  if (key.column.type.kind === 'json') return slots;
  if (key.column.validity !== undefined || worst.column.validity !== undefined) return slots;
  const kernel = comparisonKernel(worst.descending ? '>=' : '<=', key.column.type.kind);
  const out = new Uint32Array(slots.length);
  const count = kernel?.select?.([key, constantVector(worst.column)], slots, out);
  return count === undefined ? slots : out.subarray(0, count);
}

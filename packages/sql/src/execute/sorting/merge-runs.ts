import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import { createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Pacer } from '../pacer.ts';
import { type RowComparator, rowComparator, type SortColumn } from './sort-column.ts';

/** A sorted sequence of rows in batches without a selection. */
export type Run = AsyncGenerator<Batch, void, undefined>;

export interface MergeOptions {
  readonly types: readonly SqlType[];
  /** The sort keys of a batch of `types`. */
  readonly keysOf: (batch: Batch) => readonly SortColumn[];
  /** Rows of the batches that are given, at most. */
  readonly batchRows: number;
  readonly pacer: Pacer;
}

/**
 * The rows of several runs in one order; of equal rows those of the earlier run first. A heap of
 * the runs' next rows (Knuth, "Sorting and Searching", 5.4.1). Ends all runs.
 */
export async function* mergeRuns(runs: readonly Run[], options: MergeOptions): Run {
  const heap = new RunHeap(options.keysOf);
  try {
    for (const [order, run] of runs.entries()) await heap.add(run, order);
    const limit = Math.min(options.batchRows, BATCH_ROWS);
    while (!heap.isEmpty) {
      const pause = options.pacer.step();
      if (pause !== undefined) await pause;
      yield await nextBatch(heap, options.types, limit);
    }
  } finally {
    for (const run of runs) await run.return();
  }
}

async function nextBatch(heap: RunHeap, types: readonly SqlType[], limit: number): Promise<Batch> {
  const builders = types.map((type) => createBuilder(type, limit));
  let length = 0;
  while (length < limit && !heap.isEmpty) {
    const { batch, row } = heap.first;
    for (let index = 0; index < builders.length; index++) {
      builders[index].appendSlot(batch.columns[index], row);
    }
    length++;
    const wait = heap.advance();
    if (wait !== undefined) await wait;
  }
  const columns = builders.map((builder): Column => builder.finish());
  return { columns, length, selection: undefined };
}

/** A run at one of its rows. */
interface Cursor {
  readonly run: Run;
  readonly order: number;
  batch: Batch;
  row: number;
  /** How its rows order against those of another cursor's batch, made when first needed. */
  readonly comparators: Map<Cursor, RowComparator>;
}

/** Runs that are not at their end, the one with the first row on top. */
class RunHeap {
  readonly #keysOf: MergeOptions['keysOf'];
  readonly #cursors: Cursor[] = [];

  constructor(keysOf: MergeOptions['keysOf']) {
    this.#keysOf = keysOf;
  }

  get isEmpty(): boolean {
    return this.#cursors.length === 0;
  }

  /** The cursor at the first of all rows. */
  get first(): Pick<Cursor, 'batch' | 'row'> {
    return this.#cursors[0];
  }

  async add(run: Run, order: number): Promise<void> {
    const { done, value } = await run.next();
    if (done) return;
    this.#cursors.push({ run, order, batch: value, row: 0, comparators: new Map() });
    let at = this.#cursors.length - 1;
    for (let parent = (at - 1) >> 1; at > 0 && this.#isBefore(at, parent); parent = (at - 1) >> 1) {
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Go one row on in the run on top; a promise when its next batch must be waited for. */
  advance(): Promise<void> | undefined {
    const [cursor] = this.#cursors;
    cursor.row++;
    if (cursor.row === cursor.batch.length) return this.#nextBatch(cursor);
    this.#sink();
    return undefined;
  }

  async #nextBatch(cursor: Cursor): Promise<void> {
    const { done, value } = await cursor.run.next();
    cursor.comparators.clear();
    for (const other of this.#cursors) other.comparators.delete(cursor);
    if (done) {
      const last = this.#cursors.pop();
      if (last !== undefined && last !== cursor) this.#cursors[0] = last;
    } else {
      cursor.batch = value;
      cursor.row = 0;
    }
    this.#sink();
  }

  #sink(): void {
    const count = this.#cursors.length;
    for (let at = 0; ; ) {
      const left = at * 2 + 1;
      if (left >= count) return;
      const right = left + 1;
      const least = right < count && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(least, at)) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(left: number, right: number): boolean {
    const one = this.#cursors[left];
    const other = this.#cursors[right];
    let compare = one.comparators.get(other);
    if (compare === undefined) {
      compare = rowComparator(this.#keysOf(one.batch), this.#keysOf(other.batch));
      one.comparators.set(other, compare);
    }
    const sign = compare(one.row, other.row);
    return sign === 0 ? one.order < other.order : sign < 0;
  }

  #swap(left: number, right: number): void {
    const { [left]: one, [right]: other } = this.#cursors;
    this.#cursors[left] = other;
    this.#cursors[right] = one;
  }
}

import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import type { MemoryAccount } from '../memory/memory-budget.ts';
import { paced } from '../paced.ts';
import type { Pacer } from '../pacer.ts';
import type { SpillStore } from '../spill/spill-store.ts';
import { SpilledRows } from '../spill/spilled-rows.ts';
import { mergeRuns, type Run } from './merge-runs.ts';
import type { RowStore } from './row-store.ts';
import type { RunLayout } from './run-layout.ts';
import { sortRows } from './sort-rows.ts';

/** Runs of one level that are merged into one of the next. */
const FAN_IN = 16;

/** Of the budget, what one batch of a run takes: all runs that are read at one time take a part. */
const BATCH_SHARE = 1 / 256;

interface SortedRunsOptions {
  readonly store: SpillStore;
  readonly layout: RunLayout;
  readonly memory: MemoryAccount;
  readonly pacer: Pacer;
}

/**
 * Sorted runs on disk and their merge: the external sort (Knuth, "Sorting and Searching", 5.4). Runs
 * come in the order of the input; equal rows stay in it.
 */
export class SortedRuns {
  readonly #options: SortedRunsOptions;
  /** By level; a run of a higher level is of earlier rows. */
  readonly #levels: SpilledRows[][] = [];

  constructor(options: SortedRunsOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#levels.length === 0;
  }

  /** Sort rows and write them, but no more than the first `wanted`. */
  async add(rows: RowStore, wanted: number): Promise<void> {
    const { pacer } = this.#options;
    const order = await paced(sortRows(rows.sortColumns(), rows.length), pacer);
    const count = Math.min(wanted, order.length);
    const step = this.#batchRows(rows);
    await this.#write(0, batchesOf(rows, order.subarray(0, count), step));
    for (let level = 0; this.#levels[level].length === FAN_IN; level++) {
      const full = this.#levels[level];
      await this.#write(level + 1, this.#merge(full, step));
      for (const run of full.splice(0)) await run.remove();
    }
  }

  /** All rows in order. */
  merged(): Run {
    const all = this.#levels.toReversed().flat();
    const { memory } = this.#options;
    memory.hold(all.length * memory.budget.limitBytes * BATCH_SHARE);
    return this.#merge(all, BATCH_ROWS);
  }

  /** Free everything; the runs are not to be read any more. */
  async remove(): Promise<void> {
    for (const run of this.#levels.flat()) await run.remove();
  }

  #merge(runs: readonly SpilledRows[], batchRows: number): Run {
    const { layout, pacer } = this.#options;
    return mergeRuns(
      runs.map((run) => run.read()),
      { ...layout, batchRows, pacer },
    );
  }

  async #write(level: number, batches: AsyncIterable<Batch> | Iterable<Batch>): Promise<void> {
    const { store, layout } = this.#options;
    const run = new SpilledRows(store, layout.types);
    this.#levels[level] ??= [];
    this.#levels[level].push(run);
    for await (const batch of batches) await run.append(batch);
  }

  /** So many rows that a batch of them takes its share of the budget. */
  #batchRows({ memoryBytes, length }: RowStore): number {
    const bytes = this.#options.memory.budget.limitBytes * BATCH_SHARE;
    const rows = Math.floor((bytes / memoryBytes) * length);
    return Math.max(1, Math.min(BATCH_ROWS, rows));
  }
}

function* batchesOf(rows: RowStore, order: Uint32Array, step: number): Generator<Batch> {
  for (let start = 0; start < order.length; start += step) {
    yield rows.batchWithKeys(order.subarray(start, start + step));
  }
}

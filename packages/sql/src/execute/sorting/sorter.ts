import { BATCH_ROWS, type Batch } from '../../columnar/batch.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { SortKey } from '../../plan/plan.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { paced } from '../paced.ts';
import type { Execution } from '../subqueries/execution.ts';
import { RowStore } from './row-store.ts';
import { runLayout } from './run-layout.ts';
import { sortRows } from './sort-rows.ts';
import { SortedRuns } from './sorted-runs.ts';
import { TopRows } from './top-rows.ts';

/** A smaller part of the budget is not worth a run of its own. */
const LEAST_RUN_SHARE = 1 / 32;

interface SorterOptions {
  readonly types: readonly SqlType[];
  readonly keys: readonly SortKey[];
  /** How many rows are wanted, from the first one on. */
  readonly wanted: number;
  readonly execution: Pick<Execution, 'context' | 'memory' | 'pacer'>;
}

/**
 * Takes rows and gives them in order. What does not fit its memory is sorted in parts, which are
 * written to the execution's spill store and merged at the end. To be removed in the end.
 */
export class Sorter {
  readonly #options: SorterOptions;
  readonly #runs: SortedRuns | undefined;
  #rows: RowStore;
  #top: TopRows;

  constructor(options: SorterOptions) {
    this.#options = options;
    const { types, keys, wanted, execution } = options;
    const store = execution.context.resources?.spill;
    const layout = runLayout(types, keys);
    const { memory, pacer } = execution;
    this.#runs = store && new SortedRuns({ store, layout, memory, pacer });
    this.#rows = new RowStore(types, keys);
    this.#top = new TopRows(this.#rows, wanted);
  }

  /** Take in the rows `slots` of a batch; `keys` are its sort keys. SQL_OUT_OF_MEMORY. */
  async append(batch: Batch, keys: readonly Vector[], slots: Uint32Array): Promise<void> {
    const { memory, pacer } = this.#options.execution;
    this.#top.append(batch, keys, slots);
    await paced(this.#top.prune(), pacer);
    const bytes = this.#rows.memoryBytes;
    if (memory.holdIfAmple(bytes)) return;
    const isWorthIt = bytes > memory.budget.limitBytes * LEAST_RUN_SHARE;
    if (this.#runs === undefined || !isWorthIt) memory.hold(bytes);
    else await this.#spill(this.#runs);
  }

  /** The rows in order, once all are there. */
  async *result(): AsyncGenerator<Batch, void, undefined> {
    const { wanted, types } = this.#options;
    if (this.#runs === undefined || this.#runs.isEmpty) {
      yield* this.#sorted();
      return;
    }
    if (this.#rows.length > 0) await this.#spill(this.#runs);
    let missing = wanted;
    for await (const batch of this.#runs.merged()) {
      const length = Math.min(batch.length, missing);
      missing -= length;
      const columns = batch.columns.slice(0, types.length);
      yield { columns, length: batch.length, selection: firstSlots(length, batch.length) };
      if (missing === 0) return;
    }
  }

  async remove(): Promise<void> {
    await this.#runs?.remove();
  }

  async #spill(runs: SortedRuns): Promise<void> {
    const { types, keys, wanted, execution } = this.#options;
    await runs.add(this.#rows, wanted);
    this.#rows = new RowStore(types, keys);
    this.#top = new TopRows(this.#rows, wanted);
    execution.memory.hold(0);
  }

  async *#sorted(): AsyncGenerator<Batch, void, undefined> {
    const { wanted, execution } = this.#options;
    const { pacer } = execution;
    const rows = this.#rows;
    const order = await paced(sortRows(rows.sortColumns(), rows.length), pacer);
    const end = Math.min(wanted, order.length);
    for (let start = 0; start < end; start += BATCH_ROWS) {
      const pause = pacer.step();
      if (pause !== undefined) await pause;
      yield rows.batch(order.subarray(start, Math.min(end, start + BATCH_ROWS)));
    }
  }
}

function firstSlots(count: number, length: number): Uint32Array | undefined {
  return count === length ? undefined : Uint32Array.from({ length: count }, (_, slot) => slot);
}

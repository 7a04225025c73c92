import type { Batch } from '../columnar/batch.ts';
import { batchBytes } from '../columnar/batch-bytes.ts';
import { takeBatch } from '../columnar/take.ts';
import type { MemoryAccount } from './memory/memory-budget.ts';

/** Rows by a name: what references to a table of WITH read while the query runs. */
export interface CommonRows {
  batches(): Promise<readonly Batch[]>;
}

/** By id of the reference. */
export type CommonTableRows = ReadonlyMap<number, CommonRows>;

/** Batches kept for later, without unused slots, as part of what an operator keeps. */
export class KeptBatches {
  readonly #memory: MemoryAccount;
  readonly #batches: Batch[] = [];
  #bytes = 0;

  constructor(memory: MemoryAccount) {
    this.#memory = memory;
  }

  get all(): readonly Batch[] {
    return this.#batches;
  }

  /** SQL_OUT_OF_MEMORY. */
  add(batch: Batch): void {
    const kept = takeBatch(batch);
    const bytes = batchBytes(kept);
    this.#bytes += bytes;
    this.#memory.add(bytes);
    this.#batches.push(kept);
  }

  /** They are not needed any more. */
  release(): void {
    this.#memory.add(-this.#bytes);
    this.#bytes = 0;
    this.#batches.length = 0;
  }
}

/** Rows that are computed when they are first asked for, once, and belong to what an operator keeps. */
export function sharedRows(memory: MemoryAccount, run: () => AsyncIterable<Batch>): CommonRows {
  let computed: Promise<readonly Batch[]> | undefined;
  return {
    batches() {
      computed ??= collect(memory, run());
      return computed;
    },
  };
}

async function collect(
  memory: MemoryAccount,
  rows: AsyncIterable<Batch>,
): Promise<readonly Batch[]> {
  const kept = new KeptBatches(memory);
  for await (const batch of rows) kept.add(batch);
  return kept.all;
}

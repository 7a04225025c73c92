import type { Batch } from '../columnar/batch.ts';
import { batchBytes } from '../columnar/batch-bytes.ts';
import { takeBatch } from '../columnar/take.ts';
import { SqlError } from '../error.ts';

/** Most bytes that the rows of one table of WITH may take while they are kept. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Rows by a name: what references to a table of WITH read while the query runs. */
export interface CommonRows {
  batches(): Promise<readonly Batch[]>;
}

/** By id of the reference. */
export type CommonTableRows = ReadonlyMap<number, CommonRows>;

/** Batches kept for later, without unused slots. SQL_RESULT_TOO_LARGE past 256 MiB. */
export class KeptBatches {
  readonly #name: string;
  readonly #batches: Batch[] = [];
  #bytes = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get all(): readonly Batch[] {
    return this.#batches;
  }

  add(batch: Batch): void {
    const kept = takeBatch(batch);
    this.#bytes += batchBytes(kept);
    if (this.#bytes > MAX_BYTES) {
      throw new SqlError(
        'SQL_RESULT_TOO_LARGE',
        `the rows of WITH query "${this.#name}" take more than ${MAX_BYTES} bytes`,
        { hint: 'Filter them within the query, or make it NOT MATERIALIZED.' },
      );
    }
    this.#batches.push(kept);
  }
}

/** Rows that are computed when they are first asked for, once. */
export function sharedRows(name: string, run: () => AsyncIterable<Batch>): CommonRows {
  let computed: Promise<readonly Batch[]> | undefined;
  return {
    batches() {
      computed ??= collect(name, run());
      return computed;
    },
  };
}

async function collect(name: string, rows: AsyncIterable<Batch>): Promise<readonly Batch[]> {
  const kept = new KeptBatches(name);
  for await (const batch of rows) kept.add(batch);
  return kept.all;
}

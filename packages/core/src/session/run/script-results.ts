import { type Batch, batchBytes, isArray, SqlError, takeBatch, type Value } from '@kalamdb/sql';
import type { ResultRows, StatementResult } from '../../result.ts';

/** About what a value takes besides its text. */
const VALUE_BYTES = 16;

/**
 * The results of a script. Each is read to its end before it counts as done, because the next
 * statement must not start before an error of this one. Together they are bounded: they are all
 * kept until the script ends.
 */
export class ScriptResults {
  readonly #maxBytes: number;
  readonly #results: StatementResult[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get all(): readonly StatementResult[] {
    return this.#results;
  }

  /** Read and keep a result. Throws SQL_RESULT_TOO_LARGE beyond the bound, and what reading throws. */
  async add(result: StatementResult): Promise<void> {
    const isRows = result.kind === 'rows';
    this.#results.push(isRows ? { ...result, rows: await this.#read(result.rows) } : result);
  }

  async #read(rows: ResultRows): Promise<ResultRows> {
    if (rows.kind === 'rows') {
      for (const row of rows.rows) this.#count(rowBytes(row));
      return rows;
    }
    const kept: Batch[] = [];
    for await (const batch of rows.batches) {
      const dense = takeBatch(batch);
      this.#count(batchBytes(dense));
      kept.push(dense);
    }
    return { kind: 'batches', batches: each(kept) };
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#maxBytes) return;
    throw new SqlError(
      'SQL_RESULT_TOO_LARGE',
      `the results of the script have more than ${this.#maxBytes} bytes together`,
      { hint: 'Send its queries one by one, add LIMIT, or raise the limit on result bytes.' },
    );
  }
}

async function* each(batches: readonly Batch[]): AsyncGenerator<Batch> {
  yield* batches;
}

function rowBytes(row: readonly Value[]): number {
  let bytes = 0;
  for (const value of row) {
    bytes += VALUE_BYTES;
    if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length;
    else if (isArray(value)) bytes += rowBytes(value);
  }
  return bytes;
}

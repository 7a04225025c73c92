import type { Batch } from '../../columnar/batch.ts';
import { takeBatch } from '../../columnar/take.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { decodeBatch, encodeBatch } from './batch-bytes.ts';
import type { SpillFile, SpillStore } from './spill-store.ts';

/** Rows written to a spill file, batch by batch, and read back. */
export class SpilledRows {
  readonly #types: readonly SqlType[];
  readonly #file: SpillFile;
  #rowCount = 0;

  constructor(store: SpillStore, types: readonly SqlType[]) {
    this.#types = types;
    this.#file = store.create();
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Append the selected rows of a batch. */
  async append(batch: Batch): Promise<void> {
    const dense = takeBatch(batch);
    if (dense.length === 0) return;
    this.#rowCount += dense.length;
    await this.#file.append(encodeBatch(dense));
  }

  async *read(): AsyncGenerator<Batch, void, undefined> {
    for await (const chunk of this.#file.read()) yield decodeBatch(chunk, this.#types);
  }

  remove(): Promise<void> {
    return this.#file.remove();
  }
}

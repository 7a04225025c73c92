import assert from 'node:assert/strict';
import { batchBytes } from '../../columnar/batch-bytes.ts';
import { type ColumnBuilder, createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { KeyTable } from '../../columnar/key-table.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import type { KeptResults } from './settle.ts';

/** What is kept between batches: more is forgotten once the batch at hand is done with. */
const MAX_ENTRIES = 65_536;
const MAX_BYTES = 32 * 1024 * 1024;

interface MemoOptions {
  readonly keyTypes: readonly SqlType[];
  readonly resultType: SqlType;
  /** Whether a result may serve more than one batch. */
  readonly keeps: boolean;
}

/**
 * The results of a correlated subquery by the values that it depends on, each computed once. They
 * are numbered from 0 as their keys first appear; results are added in that order.
 */
export class ResultMemo implements KeptResults {
  readonly #options: MemoOptions;
  #keys: KeyTable;
  #results: ColumnBuilder;
  #count = 0;

  constructor(options: MemoOptions) {
    this.#options = options;
    this.#keys = new KeyTable(options.keyTypes);
    this.#results = createBuilder(options.resultType, 64);
  }

  /**
   * Write the number of the result of each of `slots` to `numbers`, indexed by slot. Returns one slot
   * for each result that is missing, in the order in which to add them.
   */
  find(keys: readonly Vector[], slots: Uint32Array, numbers: Int32Array): readonly number[] {
    this.#keys.insert(keys, slots, numbers);
    if (this.#keys.size === this.#count) return [];
    const missing: number[] = new Array<number>(this.#keys.size - this.#count).fill(-1);
    for (const slot of slots) {
      const index = numbers[slot] - this.#count;
      if (index >= 0 && missing[index] < 0) missing[index] = slot;
    }
    assert(!missing.includes(-1), 'every missing result was asked for just now');
    return missing;
  }

  add(result: Value): void {
    this.#results.append(result);
    this.#count += 1;
  }

  /** All results by number. */
  results(): Column {
    return this.#results.finish();
  }

  trim(): void {
    const { keyTypes, resultType, keeps } = this.#options;
    if (keeps && this.#count <= MAX_ENTRIES && this.#bytes() <= MAX_BYTES) return;
    this.#keys = new KeyTable(keyTypes);
    this.#results = createBuilder(resultType, 64);
    this.#count = 0;
  }

  #bytes(): number {
    const columns = [...this.#keys.keys(), this.#results.finish()];
    return batchBytes({ columns, length: this.#count, selection: undefined });
  }
}

import assert from 'node:assert/strict';
import type { Batch } from '../../columnar/batch.ts';
import { buildersMemory, type ColumnBuilder, createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { take } from '../../columnar/take.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import type { SortKey } from '../../plan/plan.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { SortColumn } from './sort-column.ts';

const FIRST_CAPACITY = 64;

/** What sorting takes per row: the order and prefixes, and copies of both. */
const SORT_BYTES = 24;

/** Rows collected for sorting, with the values of the sort keys. */
export class RowStore {
  readonly #types: readonly SqlType[];
  readonly #sortKeys: readonly SortKey[];
  #columns: readonly ColumnBuilder[];
  /** Beside the columns; `undefined` for a key that is one of them. */
  #keys: readonly (ColumnBuilder | undefined)[];
  #length = 0;

  /** `types` are those of the batches' columns, over which the sort keys are expressions. */
  constructor(types: readonly SqlType[], sortKeys: readonly SortKey[]) {
    this.#types = types;
    this.#sortKeys = sortKeys;
    this.#columns = types.map((type) => createBuilder(type, FIRST_CAPACITY));
    this.#keys = sortKeys.map(({ expression }) =>
      expression.kind === 'column' ? undefined : createBuilder(expression.type, FIRST_CAPACITY),
    );
  }

  get length(): number {
    return this.#length;
  }

  /** Memory that they take and that sorting them will take, in bytes. */
  get memoryBytes(): number {
    const columns = buildersMemory(this.#columns) + buildersMemory(this.#keys);
    return columns + this.#length * SORT_BYTES;
  }

  /** Append the rows `slots` of a batch; `keys` are its sort keys. */
  append(batch: Batch, keys: readonly Vector[], slots: Uint32Array): void {
    for (const [index, column] of this.#columns.entries()) {
      column.appendSlots(columnVector(batch.columns[index]), slots);
    }
    for (const [index, key] of this.#keys.entries()) key?.appendSlots(keys[index], slots);
    this.#length += slots.length;
  }

  /** The sort keys of all rows. */
  sortColumns(): SortColumn[] {
    return this.#sortKeys.map(({ expression, descending, nullsFirst }, index) => {
      const own = this.#keys[index];
      const source = expression.kind === 'column' ? this.#columns[expression.index] : own;
      assert(source !== undefined, 'a key is a column or has a builder of its own');
      return { column: source.finish(), descending, nullsFirst };
    });
  }

  /** A column of all rows. */
  column(index: number): Column {
    return this.#columns[index].finish();
  }

  /** Keep only the rows `order`, in this order. */
  keep(order: Uint32Array): void {
    const kept = new RowStore(this.#types, this.#sortKeys);
    const keys = this.sortColumns().map(({ column }) => columnVector(column));
    kept.append(this.#all(), keys, order);
    this.#columns = kept.#columns;
    this.#keys = kept.#keys;
    this.#length = order.length;
  }

  /** The rows `order` as a batch. */
  batch(order: Uint32Array): Batch {
    const columns = this.#all().columns.map((column) => take(column, order));
    return { columns, length: order.length, selection: undefined };
  }

  /** The rows `order` with the sort keys that are none of the columns behind them. */
  batchWithKeys(order: Uint32Array): Batch {
    const keys = this.#keys.filter((key) => key !== undefined);
    const columns = [...this.#columns, ...keys].map((builder) => take(builder.finish(), order));
    return { columns, length: order.length, selection: undefined };
  }

  #all(): Batch {
    const columns = this.#columns.map((column): Column => column.finish());
    return { columns, length: this.#length, selection: undefined };
  }
}

import type { Batch } from '../../columnar/batch.ts';
import { buildersMemory, type ColumnBuilder, createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { columnVector } from '../../columnar/vector.ts';
import type { Schema } from '../../types/schema.ts';

const FIRST_CAPACITY = 256;

/** Rows kept column by column: the side of a join that is read first. */
export class StoredRows {
  readonly #columns: readonly ColumnBuilder[];
  #length = 0;

  constructor(schema: Schema) {
    this.#columns = schema.map(({ type }) => createBuilder(type, FIRST_CAPACITY));
  }

  get length(): number {
    return this.#length;
  }

  /** Memory that they take, in bytes. */
  get memoryBytes(): number {
    return buildersMemory(this.#columns);
  }

  /** Append the rows `slots` of a batch. */
  append(batch: Batch, slots: Uint32Array): void {
    for (const [index, column] of this.#columns.entries()) {
      column.appendSlots(columnVector(batch.columns[index]), slots);
    }
    this.#length += slots.length;
  }

  /** All rows so far. */
  columns(): readonly Column[] {
    return this.#columns.map((column) => column.finish());
  }
}

import type { Batch } from '../../columnar/batch.ts';
import { emptyBitmap, setBit } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { KeyTable, NO_KEY } from '../../columnar/key-table.ts';
import { allSlots, selectPresent, slotsOf } from '../../columnar/slots.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import { equalRows } from './subquery-rows.ts';

/** The distinct rows of a subquery, to be looked for by IN. */
export class RowSet {
  readonly #types: readonly SqlType[];
  readonly #rows: KeyTable;
  /** The rows that have a NULL; without them a row without NULLs is in the set or is not. */
  readonly #partial: KeyTable;

  constructor(types: readonly SqlType[]) {
    this.#types = types;
    this.#rows = new KeyTable(types);
    this.#partial = new KeyTable(types);
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    return this.#rows.memoryBytes + this.#partial.memoryBytes;
  }

  add(batch: Batch): void {
    const vectors = batch.columns.map(columnVector);
    const slots = slotsOf(batch);
    const complete = presentIn(vectors, slots);
    const ids = new Int32Array(batch.length);
    this.#rows.insert(vectors, complete, ids);
    if (complete.length === slots.length) return;
    const isComplete = new Uint8Array(batch.length);
    for (const slot of complete) isComplete[slot] = 1;
    const partial = slots.filter((slot) => isComplete[slot] === 0);
    this.#partial.insert(vectors, partial, ids);
  }

  /** Whether the rows at `slots` are in the set, three-valued. */
  contains(rows: readonly Vector[], slots: Uint32Array, length: number): Vector {
    const values = emptyBitmap(length);
    const validity = emptyBitmap(length);
    const complete = presentIn(rows, slots);
    const ids = new Int32Array(length).fill(NO_KEY);
    if (complete.length > 0) this.#rows.find(rows, complete, ids);
    const isComplete = new Uint8Array(length);
    for (const slot of complete) isComplete[slot] = 1;
    for (const slot of slots) {
      const found = isComplete[slot] === 1 && ids[slot] !== NO_KEY;
      if (found) setBit(values, slot);
      if (found || !this.#mayContain(rows, slot, isComplete[slot] === 1)) setBit(validity, slot);
    }
    const type = sqlTypes.boolean;
    return columnVector({ layout: 'bits', type, length, validity, values });
  }

  /** Whether a row that was not found would be there if NULLs were known. */
  #mayContain(rows: readonly Vector[], slot: number, isComplete: boolean): boolean {
    if (this.#types.length === 1) {
      return this.#partial.size > 0 || (!isComplete && this.#rows.size > 0);
    }
    const row = rows.map(({ column, mask }) => columnValue(column, slot & mask));
    const isPossible = (keys: readonly Column[], count: number): boolean =>
      allSlots(count).some((key) => {
        const other = keys.map((column) => columnValue(column, key));
        return equalRows(this.#types, row, other) !== false;
      });
    if (isPossible(this.#partial.keys(), this.#partial.size)) return true;
    return !isComplete && isPossible(this.#rows.keys(), this.#rows.size);
  }
}

/** Those of `slots` where no vector is NULL. */
function presentIn(vectors: readonly Vector[], slots: Uint32Array): Uint32Array {
  let present = slots;
  for (const vector of vectors) {
    if (vector.column.validity === undefined) continue;
    const out = new Uint32Array(present.length);
    present = out.subarray(0, selectPresent(vector, present, out));
  }
  return present;
}

import type { Batch } from '../../columnar/batch.ts';
import { buildersMemory, type ColumnBuilder, createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { hashVector } from '../../columnar/kernels/hash.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { SpillStore } from './spill-store.ts';
import { SpilledRows } from './spilled-rows.ts';

/** A power of two. */
const PARTITIONS = 16;

/** Rows that a partition collects before they are written together. */
const WRITE_ROWS = 1024;

/** And bytes of all partitions. */
const WRITE_BYTES = 1024 * 1024;

/** Partitions of partitions: beyond it, rows of one partition have very few different keys. */
export const MAX_DEPTH = 5;

/**
 * Rows parted by a hash of their keys, so that equal keys come together, as in the Grace hash join
 * (Kitsuregawa, Tanaka, Moto-oka, "Application of hash to data base machine and its architecture").
 * The rows of one key stay in order. Each depth hashes in another way.
 */
export class Partitions {
  readonly #store: SpillStore;
  readonly #types: readonly SqlType[];
  readonly #seed: number;
  readonly #parts: (Part | undefined)[] = new Array<Part | undefined>(PARTITIONS).fill(undefined);

  constructor(store: SpillStore, types: readonly SqlType[], depth: number) {
    this.#store = store;
    this.#types = types;
    this.#seed = Math.imul(depth + 1, 0x3c6ef372);
  }

  /** Add the rows `slots` of a batch, which `keys` are of. */
  async add(batch: Batch, keys: readonly Vector[], slots: Uint32Array): Promise<void> {
    const hashes = new Int32Array(slots.length).fill(this.#seed);
    for (const key of keys) hashVector(key, slots, hashes);
    const counts = new Uint32Array(PARTITIONS);
    for (let k = 0; k < slots.length; k++) counts[hashes[k] & (PARTITIONS - 1)]++;
    for (let index = 0; index < PARTITIONS; index++) {
      if (counts[index] === 0) continue;
      const own = new Uint32Array(counts[index]);
      let count = 0;
      for (let k = 0; k < slots.length; k++) {
        if ((hashes[k] & (PARTITIONS - 1)) === index) own[count++] = slots[k];
      }
      await this.#append(index, batch, own);
    }
  }

  /** Write what is still collected: to be called before the first `take`. */
  async flush(): Promise<void> {
    for (const part of this.#parts) await part?.write();
  }

  /** How many rows a partition has. */
  rowCount(index: number): number {
    return this.#parts[index]?.rows.rowCount ?? 0;
  }

  /** The indexes of the partitions. */
  indexes(): readonly number[] {
    return [...this.#parts.keys()];
  }

  /** The rows of one partition; none if nothing came. They are removed once they are read. */
  async *read(index: number): AsyncGenerator<Batch, void, undefined> {
    const part = this.#parts[index];
    if (part === undefined) return;
    yield* part.rows.read();
    await part.rows.remove();
  }

  /** Free everything that is left. */
  async remove(): Promise<void> {
    for (const part of this.#parts) await part?.rows.remove();
  }

  async #append(index: number, batch: Batch, slots: Uint32Array): Promise<void> {
    const part =
      this.#parts[index] ?? new Part(new SpilledRows(this.#store, this.#types), this.#types);
    this.#parts[index] = part;
    part.collect(batch, slots);
    if (part.isFull) await part.write();
  }
}

/** A partition: rows that are written, and those that are collected to be. */
class Part {
  readonly rows: SpilledRows;
  readonly #types: readonly SqlType[];
  #collected: readonly ColumnBuilder[];
  #length = 0;

  constructor(rows: SpilledRows, types: readonly SqlType[]) {
    this.rows = rows;
    this.#types = types;
    this.#collected = this.#builders();
  }

  get isFull(): boolean {
    return this.#length >= WRITE_ROWS || buildersMemory(this.#collected) > WRITE_BYTES / PARTITIONS;
  }

  collect(batch: Batch, slots: Uint32Array): void {
    for (const [index, builder] of this.#collected.entries()) {
      builder.appendSlots(columnVector(batch.columns[index]), slots);
    }
    this.#length += slots.length;
  }

  async write(): Promise<void> {
    if (this.#length === 0) return;
    const columns = this.#collected.map((builder): Column => builder.finish());
    const batch = { columns, length: this.#length, selection: undefined };
    this.#collected = this.#builders();
    this.#length = 0;
    await this.rows.append(batch);
  }

  #builders(): readonly ColumnBuilder[] {
    return this.#types.map((type) => createBuilder(type, 64));
  }
}

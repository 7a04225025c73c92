import { KeyTable, NO_KEY } from '../../columnar/key-table.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';
import { chainPairs, type IsDone, noPairs, type PairSource, singlePairs } from './pairs.ts';

const FIRST_CAPACITY = 256;

/** Stored rows by key: per distinct key a chain of its rows in order of storage. */
export class JoinTable {
  readonly #keys: KeyTable;
  /** First and last row of a chain, by key id. */
  #first = new Int32Array(FIRST_CAPACITY);
  #last = new Int32Array(FIRST_CAPACITY);
  /** The next row of the chain, by row; -1 at its end. */
  #next = new Int32Array(FIRST_CAPACITY);
  #rowCount = 0;
  /** Whether each row has a key of its own, whose id is the row's number. */
  #areRowsIds = true;
  /** By slot, of one batch after the other. */
  #ids = new Int32Array(0);

  constructor(types: readonly SqlType[]) {
    this.#keys = new KeyTable(types);
  }

  /** Whether no row has been added, all keys being NULL. */
  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    const chains = this.#first.byteLength + this.#last.byteLength + this.#next.byteLength;
    return this.#keys.memoryBytes + chains;
  }

  /** Add the rows at `slots`, ascending, no key NULL; `rowOf` gives their numbers, ascending too. */
  insert(keys: readonly Vector[], slots: Uint32Array, rowOf: (slot: number) => number): void {
    if (slots.length === 0) return;
    const ids = this.#idsFor(slots);
    const known = this.#keys.size;
    this.#keys.insert(keys, slots, ids);
    this.#first = grown(this.#first, this.#keys.size).fill(-1, known, this.#keys.size);
    this.#last = grown(this.#last, this.#keys.size);
    this.#next = grown(this.#next, rowOf(slots[slots.length - 1]) + 1);
    for (let k = 0; k < slots.length; k++) {
      const id = ids[slots[k]];
      const row = rowOf(slots[k]);
      if (row !== id) this.#areRowsIds = false;
      if (this.#first[id] < 0) this.#first[id] = row;
      else this.#next[this.#last[id]] = row;
      this.#last[id] = row;
      this.#next[row] = -1;
    }
    this.#rowCount += slots.length;
  }

  /** The pairs of the rows at `slots`, whose keys are not NULL, with the stored ones. */
  pairs(keys: readonly Vector[], slots: Uint32Array, isDone?: IsDone): PairSource {
    if (slots.length === 0) return noPairs;
    if (this.#rowCount > this.#keys.size) {
      const heads = this.#idsFor(slots);
      this.#findHeads(keys, slots, heads);
      return chainPairs(slots, heads, this.#next, isDone);
    }
    const rows = new Int32Array(slots[slots.length - 1] + 1);
    this.#findHeads(keys, slots, rows);
    return singlePairs(slots, rows);
  }

  /** Write the first row of each slot's chain to `heads`, -1 without one. */
  #findHeads(keys: readonly Vector[], slots: Uint32Array, heads: Int32Array): void {
    this.#keys.find(keys, slots, heads);
    if (this.#areRowsIds) return;
    const first = this.#first;
    for (let k = 0; k < slots.length; k++) {
      const id = heads[slots[k]];
      heads[slots[k]] = id === NO_KEY ? -1 : first[id];
    }
  }

  #idsFor(slots: Uint32Array): Int32Array {
    const length = slots[slots.length - 1] + 1;
    if (length > this.#ids.length) this.#ids = new Int32Array(length);
    return this.#ids;
  }
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}

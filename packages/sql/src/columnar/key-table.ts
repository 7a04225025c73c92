import type { SqlType } from '../types/sql-type.ts';
import { buildersMemory, type ColumnBuilder, createBuilder } from './builder.ts';
import type { Column } from './column.ts';
import { hashVector } from './kernels/hash.ts';
import { matchKeys } from './kernels/match-keys.ts';
import { KeyMemos } from './key-memos.ts';
import { numbersOf } from './key-numbers.ts';
import type { Vector } from './vector.ts';

/** Keys are numbered from 0 in order of first appearance; this stands for none. */
export const NO_KEY = -1;

const SMALLEST_CAPACITY = 64;

/**
 * A set of distinct keys of one or more columns: the hash table behind GROUP BY, DISTINCT and IN.
 * Open addressing over typed arrays; the keys themselves lie in columns, each once. NULL equals
 * NULL. A batch is worked off column by column: hash all rows, find a candidate for each, compare
 * all candidates, and go on with the few rows whose candidate merely has the same hash.
 */
export class KeyTable {
  readonly #columns: readonly ColumnBuilder[];
  /** Key id + 1 by place; 0 is free. Its length is a power of two, at most half of it in use. */
  #table = new Int32Array(SMALLEST_CAPACITY);
  /** Hash by key id. */
  #hashes = new Int32Array(SMALLEST_CAPACITY);
  #size = 0;
  /** Of keys whose columns are all numbers. */
  readonly #memos = new KeyMemos();
  /** Used by one batch after the other. */
  #scratch = createScratch(0);

  constructor(types: readonly SqlType[]) {
    this.#columns = types.map((type) => createBuilder(type, SMALLEST_CAPACITY));
  }

  /** The number of distinct keys. */
  get size(): number {
    return this.#size;
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    const keys = buildersMemory(this.#columns);
    return keys + this.#table.byteLength + this.#hashes.byteLength + this.#memos.memoryBytes;
  }

  /** The keys by id, one column per type. */
  keys(): Column[] {
    return this.#columns.map((column) => column.finish());
  }

  /**
   * Write the key id of each of `slots` to `ids`, indexed by slot, and add the keys that are new.
   * `keys` are vectors of the table's types.
   */
  insert(keys: readonly Vector[], slots: Uint32Array, ids: Int32Array): void {
    this.#assign(keys, slots, ids, true);
  }

  /** As `insert`, but adds nothing: NO_KEY where the key is not in the table. */
  find(keys: readonly Vector[], slots: Uint32Array, ids: Int32Array): void {
    this.#assign(keys, slots, ids, false);
  }

  /** By the memo where it knows the key, else by the table. */
  #assign(keys: readonly Vector[], slots: Uint32Array, ids: Int32Array, add: boolean): void {
    const numbers = numbersOf(keys);
    if (numbers === undefined) {
      this.#resolve(keys, slots, ids, add);
      return;
    }
    const memo = this.#memos.of(numbers);
    const rest = memo.recall(numbers, slots, ids);
    const before = this.#size;
    this.#resolve(keys, rest, ids, add);
    memo.learn(numbers, rest, ids, { before, now: this.#size });
  }

  #resolve(keys: readonly Vector[], slots: Uint32Array, ids: Int32Array, add: boolean): void {
    if (slots.length === 0) return;
    if (add) this.#reserve(this.#size + slots.length);
    const hashes = this.#hashRows(keys, slots);
    const places = this.#scratch.places.subarray(0, slots.length);
    const mask = this.#table.length - 1;
    for (let k = 0; k < slots.length; k++) places[k] = hashes[k] & mask;
    let pending: Pending = { slots, hashes, places };
    while (pending.slots.length > 0) {
      const rows = this.#candidates(keys, pending, ids, add);
      pending = this.#mismatches(keys, pending, rows);
    }
  }

  #hashRows(keys: readonly Vector[], slots: Uint32Array): Int32Array {
    if (slots.length > this.#scratch.hashes.length) this.#scratch = createScratch(slots.length);
    const hashes = this.#scratch.hashes.subarray(0, slots.length).fill(0);
    for (const key of keys) hashVector(key, slots, hashes);
    return hashes;
  }

  /** The next key of equal hash per row, also written to `ids`; -1 for rows that are done. */
  #candidates(
    keys: readonly Vector[],
    { slots, hashes, places }: Pending,
    ids: Int32Array,
    add: boolean,
  ): Int32Array {
    const table = this.#table;
    const mask = table.length - 1;
    const { rows, added } = this.#scratch;
    let addedCount = 0;
    for (let k = 0; k < slots.length; k++) {
      const hash = hashes[k];
      let place = places[k];
      let entry = table[place];
      while (entry !== 0 && this.#hashes[entry - 1] !== hash) {
        place = (place + 1) & mask;
        entry = table[place];
      }
      places[k] = place;
      rows[k] = entry - 1;
      if (entry === 0 && add) {
        entry = this.#add(hash, place);
        added[addedCount++] = slots[k];
      }
      ids[slots[k]] = entry - 1;
    }
    this.#append(keys, added.subarray(0, addedCount));
    return rows.subarray(0, slots.length);
  }

  /** The rows whose candidate is another key, each at its next place. */
  #mismatches(keys: readonly Vector[], pending: Pending, rows: Int32Array): Pending {
    const { slots, hashes, places } = pending;
    const matches = this.#scratch.matches.subarray(0, slots.length).fill(1);
    for (let index = 0; index < keys.length; index++) {
      matchKeys(keys[index], this.#columns[index].finish(), { slots, rows, matches });
    }
    let count = 0;
    for (let k = 0; k < slots.length; k++) count += 1 - matches[k];
    if (count === 0) return nothing;
    const rest = {
      slots: new Uint32Array(count),
      hashes: new Int32Array(count),
      places: new Int32Array(count),
    };
    for (let k = 0, to = 0; to < count; k++) {
      if (matches[k] === 1) continue;
      rest.slots[to] = slots[k];
      rest.hashes[to] = hashes[k];
      rest.places[to++] = (places[k] + 1) & (this.#table.length - 1);
    }
    return rest;
  }

  /** Number a key, which has a free place; returns its entry. */
  #add(hash: number, place: number): number {
    this.#hashes[this.#size] = hash;
    this.#table[place] = ++this.#size;
    return this.#size;
  }

  /** The keys of `slots` to the columns, in the order in which they were numbered. */
  #append(keys: readonly Vector[], slots: Uint32Array): void {
    if (slots.length === 0) return;
    for (let index = 0; index < keys.length; index++) {
      this.#columns[index].appendSlots(keys[index], slots);
    }
  }

  /** Make room for `size` keys: no growth while rows are on their way through the table. */
  #reserve(size: number): void {
    if (size > this.#hashes.length) {
      const grown = new Int32Array(Math.max(size, this.#hashes.length * 2));
      grown.set(this.#hashes);
      this.#hashes = grown;
    }
    let capacity = this.#table.length;
    while (capacity < size * 2) capacity *= 2;
    if (capacity > this.#table.length) this.#rehash(capacity);
  }

  #rehash(capacity: number): void {
    const table = new Int32Array(capacity);
    const mask = capacity - 1;
    for (let id = 0; id < this.#size; id++) {
      let place = this.#hashes[id] & mask;
      while (table[place] !== 0) place = (place + 1) & mask;
      table[place] = id + 1;
    }
    this.#table = table;
  }
}

/** The first of `slots` for each of the keys numbered from `known` up to `size`; `ids` by slot. */
export function firstOfEach(
  slots: Uint32Array,
  ids: Int32Array,
  known: number,
  size: number,
): Uint32Array {
  if (size === known) return new Uint32Array(0);
  const seen = new Uint8Array(size - known);
  const kept = new Uint32Array(size - known);
  let count = 0;
  for (let k = 0; k < slots.length && count < kept.length; k++) {
    const added = ids[slots[k]] - known;
    if (added < 0 || seen[added] === 1) continue;
    seen[added] = 1;
    kept[count++] = slots[k];
  }
  return kept;
}

/** Rows whose key is not known yet: slot, hash, and the place in the table to look at next. */
interface Pending {
  readonly slots: Uint32Array;
  readonly hashes: Int32Array;
  readonly places: Int32Array;
}

const nothing: Pending = {
  slots: new Uint32Array(0),
  hashes: new Int32Array(0),
  places: new Int32Array(0),
};

/** What is noted of each row of a batch, by index into its slots. */
interface Scratch {
  readonly hashes: Int32Array;
  readonly places: Int32Array;
  readonly rows: Int32Array;
  readonly matches: Uint8Array;
  /** The slots of keys that are new. */
  readonly added: Uint32Array;
}

function createScratch(length: number): Scratch {
  return {
    hashes: new Int32Array(length),
    places: new Int32Array(length),
    rows: new Int32Array(length),
    matches: new Uint8Array(length),
    added: new Uint32Array(length),
  };
}

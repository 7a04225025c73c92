import {
  type Extent,
  extent,
  fillNulls,
  firstNull,
  learn,
  type Numbers,
  presentSlots,
  recall,
} from './key-numbers.ts';

/** The numbers that one memo covers, at most: 4 MiB. */
const MAX_NUMBERS = 1 << 20;

/** So many numbers are covered for few keys too. */
const FEW_NUMBERS = 1 << 12;

/** And beyond them so many for each key. */
const NUMBERS_PER_KEY = 16;

/** Below it no difference to a number in the window wraps around into the window. */
const MAX_BASE = 1 << 30;

/** Of NULL before it was seen, and as long as it is no key. */
const NO_ID = -1;

/** Rows that a memo may miss before it must have been of use. */
const PATIENCE = 1 << 16;

/**
 * Ids of keys by the number that a key is: an array over a window of numbers instead of a hash
 * table, 2 ns per row instead of 20. The window grows with the numbers that are learned while they
 * lie close together; others are not remembered.
 */
export class KeyMemo {
  /** Id + 1 by number - base; 0 is unknown. */
  #table = new Int32Array(0);
  #base = 0;
  #nullId = NO_ID;
  #hits = 0;
  #misses = 0;
  #rest = new Uint32Array(0);

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    return this.#table.byteLength + this.#rest.byteLength;
  }

  /** Write the ids of known keys to `ids`, by slot; returns the other slots, until the next call. */
  recall(numbers: Numbers, slots: Uint32Array, ids: Int32Array): Uint32Array {
    if (this.#table.length === 0 || this.#isUseless()) return slots;
    const present = presentSlots(numbers, slots);
    if (present.length < slots.length) {
      if (this.#nullId === NO_ID) return slots;
      fillNulls(numbers, slots, ids, this.#nullId);
    }
    if (this.#rest.length < present.length) this.#rest = new Uint32Array(present.length);
    const window = { table: this.#table, base: this.#base };
    const count = recall(numbers, present, window, ids, this.#rest);
    this.#hits += slots.length - count;
    this.#misses += count;
    return this.#rest.subarray(0, count);
  }

  /** Remember the ids of `slots`, all below `idCount`; those below 0 are no keys. */
  learn(numbers: Numbers, slots: Uint32Array, ids: Int32Array, idCount: number): void {
    if (slots.length === 0 || this.#isUseless()) return;
    const present = presentSlots(numbers, slots);
    if (present.length < slots.length) this.#nullId = ids[firstNull(numbers, slots)];
    const most = Math.min(MAX_NUMBERS, Math.max(FEW_NUMBERS, idCount * NUMBERS_PER_KEY));
    this.#cover(extent(numbers, present, ids), most);
    learn(numbers, present, { table: this.#table, base: this.#base }, ids);
  }

  #isUseless(): boolean {
    return this.#misses > this.#hits + PATIENCE;
  }

  /** Widen the window to these numbers, unless it would be longer than `most`. */
  #cover({ least, greatest }: Extent, most: number): void {
    if (least > greatest) return;
    const isFirst = this.#table.length === 0;
    const start = isFirst ? least : Math.min(this.#base, least);
    const end = isFirst ? greatest + 1 : Math.max(this.#base + this.#table.length, greatest + 1);
    if (end - start > most || Math.abs(start) > MAX_BASE) return;
    if (!isFirst && end - start === this.#table.length) return;
    const grown = new Int32Array(2 ** Math.ceil(Math.log2(end - start)));
    if (!isFirst) grown.set(this.#table, this.#base - start);
    this.#table = grown;
    this.#base = start;
  }
}

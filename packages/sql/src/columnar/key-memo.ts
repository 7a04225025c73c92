import type { Numbers } from './key-numbers.ts';
import { addDigits, type FoundPlaces, lookUpNumbers, lookUpPlaces } from './key-places.ts';
import { extent, placeCount, spread, type Window, widened } from './key-windows.ts';

/** The places that one memo has, at most: 4 MiB. */
const MAX_PLACES = 1 << 20;

/** So many places are taken for few keys too. */
const FEW_PLACES = 1 << 12;

/** And beyond them so many for each key. */
const PLACES_PER_KEY = 16;

/** Below it no difference to a number in the window wraps around into the window. */
const MAX_LEAST = 1 << 30;

/** Rows of known keys that a memo may miss before it must have been of use. */
const PATIENCE = 1 << 16;

/** How many keys there are. */
export interface KeyCounts {
  readonly before: number;
  readonly now: number;
}

/**
 * Ids of keys by the numbers that their columns are: an array with a place for each combination of
 * numbers instead of a hash table, 2 ns per row and column instead of 20. Each column has a window
 * of numbers, which grows with those that are learned while they lie close together; others are
 * not remembered.
 */
export class KeyMemo {
  /** By column. */
  #windows: readonly Window[];
  /** Id + 1 by place; 0 is unknown. */
  #table = new Int32Array(0);
  #hits = 0;
  #misses = 0;
  /** Used by one batch after the other. */
  #places = new Int32Array(0);
  #rest = new Uint32Array(0);

  /** For keys of so many columns. */
  constructor(columnCount: number) {
    this.#windows = new Array<Window>(columnCount).fill({ least: 0, count: 0 });
  }

  /** Memory that it takes, in bytes. */
  get memoryBytes(): number {
    return this.#table.byteLength + this.#places.byteLength + this.#rest.byteLength;
  }

  /** Write the ids of known keys to `ids`, by slot; returns the other slots, until the next call. */
  recall(numbers: readonly Numbers[], slots: Uint32Array, ids: Int32Array): Uint32Array {
    if (this.#table.length === 0 || this.#isUseless()) return slots;
    if (this.#rest.length < slots.length) this.#rest = new Uint32Array(slots.length);
    const count = this.#lookUp(numbers, slots, { ids, rest: this.#rest });
    this.#hits += slots.length - count;
    return this.#rest.subarray(0, count);
  }

  /** Remember the ids of `slots`, which were not known; those below 0 are no keys. */
  learn(
    numbers: readonly Numbers[],
    slots: Uint32Array,
    ids: Int32Array,
    { before, now }: KeyCounts,
  ): void {
    if (slots.length === 0 || this.#isUseless()) return;
    this.#misses += slots.length - (now - before);
    const most = Math.min(MAX_PLACES, Math.max(FEW_PLACES, now * PLACES_PER_KEY));
    const extents = numbers.map((each) => extent(each, slots, ids));
    if (!this.#cover(extents, most)) return;
    const places = this.#placesOf(numbers, slots);
    for (let k = 0; k < slots.length; k++) {
      if (places[k] >= 0) this.#table[places[k]] = ids[slots[k]] + 1;
    }
  }

  #isUseless(): boolean {
    return this.#misses > this.#hits + PATIENCE;
  }

  #lookUp(numbers: readonly Numbers[], slots: Uint32Array, found: FoundPlaces): number {
    const last = numbers.length - 1;
    if (numbers[last].validity !== undefined) {
      return lookUpPlaces(this.#placesOf(numbers, slots), slots, this.#table, found);
    }
    const prefixes = last === 0 ? undefined : this.#placesOf(numbers.slice(0, last), slots);
    const places = { table: this.#table, window: this.#windows[last], prefixes };
    return lookUpNumbers(numbers[last], slots, places, found);
  }

  /** The places of keys, or of their first columns, by index into `slots`; until the next call. */
  #placesOf(numbers: readonly Numbers[], slots: Uint32Array): Int32Array {
    if (this.#places.length < slots.length) this.#places = new Int32Array(slots.length);
    const places = this.#places.fill(0, 0, slots.length);
    for (let index = 0; index < numbers.length; index++) {
      addDigits(numbers[index], slots, this.#windows[index], places);
    }
    return places;
  }

  /**
   * Widen the windows to these numbers, unless that takes more than `most` places; returns whether
   * there are any.
   */
  #cover(extents: readonly Window[], most: number): boolean {
    const isFirst = this.#table.length === 0;
    const windows = this.#windows.map((window, index) => widened(window, extents[index]));
    const isWider = windows.some((window, index) => window !== this.#windows[index]);
    const isClose = windows.every(({ least }) => Math.abs(least) <= MAX_LEAST);
    if ((isFirst || isWider) && isClose && placeCount(windows) <= most) {
      this.#table = spread(this.#table, this.#windows, windows);
      this.#windows = windows;
    }
    return this.#table.length > 0;
  }
}

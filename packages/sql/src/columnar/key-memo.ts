import { getBit, isValid } from './bitmap.ts';
import type { Dictionary } from './column.ts';
import { wordsOf } from './layout.ts';
import type { Vector } from './vector.ts';

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

/**
 * A number per slot: a code, an int, or the low word of a bigint where the high word is only its
 * sign.
 */
export interface Numbers {
  /** What codes are by; numbers of different dictionaries have nothing in common. */
  readonly dictionary: Dictionary | undefined;
  readonly words: Int32Array;
  /** Words per slot: 1 or 2. */
  readonly width: 1 | 2;
  /** Which numbers are there; NULL has a code, so `undefined` of codes. */
  readonly validity: Uint8Array | undefined;
  readonly mask: -1 | 0;
}

/** The values of a vector as numbers; `undefined` where they are none. */
export function numbersOf({ column, mask }: Vector): Numbers | undefined {
  const { validity } = column;
  switch (column.layout) {
    case 'bytes': {
      const { coded } = column;
      const of = coded && { dictionary: coded.dictionary, words: coded.codes };
      return of && { ...of, width: 1, validity: undefined, mask };
    }
    case 'int32':
      return { dictionary: undefined, words: column.values, width: 1, validity, mask };
    case 'int64':
      return { dictionary: undefined, words: wordsOf(column.values), width: 2, validity, mask };
    default:
      return undefined;
  }
}

/** Those of `slots` that have a number. */
function presentSlots({ validity, mask }: Numbers, slots: Uint32Array): Uint32Array {
  if (validity === undefined) return slots;
  const present = new Uint32Array(slots.length);
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    present[count] = slots[k];
    count += Number(getBit(validity, slots[k] & mask));
  }
  return present.subarray(0, count);
}

function fillNulls(
  { validity, mask }: Numbers,
  slots: Uint32Array,
  ids: Int32Array,
  nullId: number,
): void {
  for (let k = 0; k < slots.length; k++) {
    if (!isValid(validity, slots[k] & mask)) ids[slots[k]] = nullId;
  }
}

/** The first of `slots` that is NULL, of which there is one. */
function firstNull({ validity, mask }: Numbers, slots: Uint32Array): number {
  let k = 0;
  while (isValid(validity, slots[k] & mask)) k++;
  return slots[k];
}

interface Window {
  readonly table: Int32Array;
  readonly base: number;
}

/** The ids of known numbers to `ids`, the other slots to `rest`; returns the number of those. */
function recall(
  numbers: Numbers,
  slots: Uint32Array,
  window: Window,
  ids: Int32Array,
  rest: Uint32Array,
): number {
  // One loop for each width: one with `slot * width` takes twice the time.
  return numbers.width === 1
    ? recallWords(numbers, slots, window, ids, rest)
    : recallPairs(numbers, slots, window, ids, rest);
}

function recallWords(
  { words, mask }: Numbers,
  slots: Uint32Array,
  { table, base }: Window,
  ids: Int32Array,
  rest: Uint32Array,
): number {
  const size = table.length;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const at = (words[slot & mask] - base) >>> 0;
    const entry = at < size ? table[at] : 0;
    if (entry === 0) rest[count++] = slot;
    else ids[slot] = entry - 1;
  }
  return count;
}

function recallPairs(
  { words, mask }: Numbers,
  slots: Uint32Array,
  { table, base }: Window,
  ids: Int32Array,
  rest: Uint32Array,
): number {
  const size = table.length;
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const low = words[(slot & mask) * 2];
    const at = (low - base) >>> 0;
    const entry = at < size && words[(slot & mask) * 2 + 1] === low >> 31 ? table[at] : 0;
    if (entry === 0) rest[count++] = slot;
    else ids[slot] = entry - 1;
  }
  return count;
}

function learn(
  { words, width, mask }: Numbers,
  slots: Uint32Array,
  { table, base }: Window,
  ids: Int32Array,
): void {
  for (let k = 0; k < slots.length; k++) {
    const at = (slots[k] & mask) * width;
    if (width === 2 && words[at + 1] !== words[at] >> 31) continue;
    const place = (words[at] - base) >>> 0;
    if (place < table.length) table[place] = ids[slots[k]] + 1;
  }
}

interface Extent {
  readonly least: number;
  readonly greatest: number;
}

/** The least and the greatest number of a key; Infinity and -Infinity where there is none. */
function extent({ words, width, mask }: Numbers, slots: Uint32Array, ids: Int32Array): Extent {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < slots.length; k++) {
    const at = (slots[k] & mask) * width;
    if (ids[slots[k]] < 0 || (width === 2 && words[at + 1] !== words[at] >> 31)) continue;
    if (words[at] < least) least = words[at];
    if (words[at] > greatest) greatest = words[at];
  }
  return { least, greatest };
}

import { getBit, isValid } from './bitmap.ts';
import type { Dictionary } from './column.ts';
import { wordsOf } from './layout.ts';
import type { Vector } from './vector.ts';

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
export function presentSlots({ validity, mask }: Numbers, slots: Uint32Array): Uint32Array {
  if (validity === undefined) return slots;
  const present = new Uint32Array(slots.length);
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    present[count] = slots[k];
    count += Number(getBit(validity, slots[k] & mask));
  }
  return present.subarray(0, count);
}

/** Write `nullId` to `ids` for those of `slots` that are NULL. */
export function fillNulls(
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
export function firstNull({ validity, mask }: Numbers, slots: Uint32Array): number {
  let k = 0;
  while (isValid(validity, slots[k] & mask)) k++;
  return slots[k];
}

/** Id + 1 by number - base; 0 is unknown. */
interface Window {
  readonly table: Int32Array;
  readonly base: number;
}

/** The ids of known numbers to `ids`, the other slots to `rest`; returns the number of those. */
export function recall(
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

/** Put id + 1 of each number of `slots` that lies in the window to the window's table. */
export function learn(
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

/** A span of numbers, both ends included. */
export interface Extent {
  readonly least: number;
  readonly greatest: number;
}

/** The least and the greatest number of a key; Infinity and -Infinity where there is none. */
export function extent(
  { words, width, mask }: Numbers,
  slots: Uint32Array,
  ids: Int32Array,
): Extent {
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

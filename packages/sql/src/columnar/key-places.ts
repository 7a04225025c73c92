/**
 * A key of numbers has a place: a digit for each of its columns, that of the first one highest, in
 * the radix of the column's window. Loops over places are indexed as `slots`, not by slot.
 */
import { isValid } from './bitmap.ts';
import type { Numbers } from './key-numbers.ts';
import { radixOf, type Window } from './key-windows.ts';

/** Instead of the place of a key of which a number lies outside of its window. */
const OUTSIDE = -1;

/** Append a digit to each of `places`. What is below 0 is no place, and stays so. */
export function addDigits(
  numbers: Numbers,
  slots: Uint32Array,
  window: Window,
  places: Int32Array,
): void {
  const { validity, mask } = numbers;
  const before = validity && places.slice(0, slots.length);
  // One loop for each width: one with `slot * width` takes twice the time.
  if (numbers.width === 1) addWords(numbers, slots, window, places);
  else addPairs(numbers, slots, window, places);
  if (before === undefined) return;
  // What lies in the slot of a NULL was taken for its number: replace it.
  const radix = radixOf(window);
  for (let k = 0; k < slots.length; k++) {
    if (!isValid(validity, slots[k] & mask)) places[k] = before[k] * radix;
  }
}

function addWords(
  { words, mask }: Numbers,
  slots: Uint32Array,
  window: Window,
  places: Int32Array,
): void {
  const { least, count } = window;
  const radix = radixOf(window);
  for (let k = 0; k < slots.length; k++) {
    const at = (words[slots[k] & mask] - least) >>> 0;
    places[k] = at < count ? places[k] * radix + at + 1 : OUTSIDE;
  }
}

function addPairs(
  { words, mask }: Numbers,
  slots: Uint32Array,
  window: Window,
  places: Int32Array,
): void {
  const { least, count } = window;
  const radix = radixOf(window);
  for (let k = 0; k < slots.length; k++) {
    const word = (slots[k] & mask) * 2;
    const at = (words[word] - least) >>> 0;
    const isInside = at < count && words[word + 1] === words[word] >> 31;
    places[k] = isInside ? places[k] * radix + at + 1 : OUTSIDE;
  }
}

/** Where entries are looked for. */
export interface PlaceTable {
  /** Entry by place; 0 where there is none. */
  readonly table: Int32Array;
  /** Of the last column. */
  readonly window: Window;
  /** The digits of the columns before; `undefined` where there is only one column. */
  readonly prefixes: Int32Array | undefined;
}

/** What has been found. */
export interface FoundPlaces {
  /** By slot: the entry - 1, where there is one. */
  readonly ids: Int32Array;
  /** The slots where there is none, in their order. */
  readonly rest: Uint32Array;
}

/** Look up keys by the numbers of their last column, none of them NULL; returns the length of `rest`. */
export function lookUpNumbers(
  numbers: Numbers,
  slots: Uint32Array,
  places: PlaceTable,
  found: FoundPlaces,
): number {
  // The last digit is not written down: that takes as long as the rest of the loop.
  return numbers.width === 1
    ? lookUpWords(numbers, slots, places, found)
    : lookUpPairs(numbers, slots, places, found);
}

function lookUpWords(
  { words, mask }: Numbers,
  slots: Uint32Array,
  { table, window, prefixes }: PlaceTable,
  { ids, rest }: FoundPlaces,
): number {
  const { least, count } = window;
  const radix = radixOf(window);
  let restCount = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const at = (words[slot & mask] - least) >>> 0;
    const prefix = prefixes === undefined ? 0 : prefixes[k] * radix;
    const entry = at < count && prefix >= 0 ? table[prefix + at + 1] : 0;
    if (entry === 0) rest[restCount++] = slot;
    else ids[slot] = entry - 1;
  }
  return restCount;
}

function lookUpPairs(
  { words, mask }: Numbers,
  slots: Uint32Array,
  { table, window, prefixes }: PlaceTable,
  { ids, rest }: FoundPlaces,
): number {
  const { least, count } = window;
  const radix = radixOf(window);
  let restCount = 0;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k];
    const low = words[(slot & mask) * 2];
    const at = (low - least) >>> 0;
    const prefix = prefixes === undefined ? 0 : prefixes[k] * radix;
    const isInside = at < count && prefix >= 0 && words[(slot & mask) * 2 + 1] === low >> 31;
    const entry = isInside ? table[prefix + at + 1] : 0;
    if (entry === 0) rest[restCount++] = slot;
    else ids[slot] = entry - 1;
  }
  return restCount;
}

/** Look up keys by their whole places; returns the length of `rest`. */
export function lookUpPlaces(
  places: Int32Array,
  slots: Uint32Array,
  table: Int32Array,
  { ids, rest }: FoundPlaces,
): number {
  let restCount = 0;
  for (let k = 0; k < slots.length; k++) {
    const entry = places[k] < 0 ? 0 : table[places[k]];
    if (entry === 0) rest[restCount++] = slots[k];
    else ids[slots[k]] = entry - 1;
  }
  return restCount;
}

import { getBit } from './bitmap.ts';
import type { Numbers } from './key-numbers.ts';

/** The numbers `least` … `least + count - 1` of one column of a key. */
export interface Window {
  readonly least: number;
  readonly count: number;
}

/** The digits that numbers of a window have: 0 stands for NULL, 1 for its least number. */
export function radixOf({ count }: Window): number {
  return count + 1;
}

/** The places that keys have by the windows of their columns. */
export function placeCount(windows: readonly Window[]): number {
  return windows.reduce((count, window) => count * radixOf(window), 1);
}

/** The window from the least to the greatest number of `slots` whose id is a key's; may be empty. */
export function extent(
  { words, width, validity, mask }: Numbers,
  slots: Uint32Array,
  ids: Int32Array,
): Window {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] & mask;
    const at = slot * width;
    if (ids[slots[k]] < 0 || (width === 2 && words[at + 1] !== words[at] >> 31)) continue;
    if (validity !== undefined && !getBit(validity, slot)) continue;
    if (words[at] < least) least = words[at];
    if (words[at] > greatest) greatest = words[at];
  }
  return least > greatest ? { least: 0, count: 0 } : { least, count: greatest - least + 1 };
}

/** The window itself if it covers the other; else one of both, with room to grow in. */
export function widened(window: Window, other: Window): Window {
  if (other.count === 0) return window;
  if (window.count === 0) return roomy(other.least, other.least + other.count);
  const least = Math.min(window.least, other.least);
  const end = Math.max(window.least + window.count, other.least + other.count);
  return end - least === window.count ? window : roomy(least, end);
}

function roomy(least: number, end: number): Window {
  return { least, count: 2 ** Math.ceil(Math.log2(end - least)) };
}

/** The entries of `table` at their places by wider windows. */
export function spread(
  table: Int32Array,
  windows: readonly Window[],
  wider: readonly Window[],
): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(placeCount(wider));
  for (let place = 0; place < table.length; place++) {
    if (table[place] !== 0) grown[placeBy(place, windows, wider)] = table[place];
  }
  return grown;
}

/** A place by wider windows: the same numbers, of which each has another digit. */
function placeBy(place: number, windows: readonly Window[], wider: readonly Window[]): number {
  let digits = place;
  let weight = 1;
  let result = 0;
  for (let index = windows.length - 1; index >= 0; index--) {
    const radix = radixOf(windows[index]);
    const digit = digits % radix;
    digits = Math.floor(digits / radix);
    if (digit > 0) result += (digit + windows[index].least - wider[index].least) * weight;
    weight *= radixOf(wider[index]);
  }
  return result;
}

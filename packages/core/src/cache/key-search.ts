import { compareBytes } from '@kalamdb/store';
import { keyAt, type Segment } from './segment.ts';

/** How many keys of a segment are less than `key`. */
export function keysBelow({ keys, length }: Segment, key: Uint8Array): number {
  return countTrue(length, (index) => compareBytes(keyAt(keys, index), key) < 0);
}

/** How many segments end before `key`: the index of the one that has it, if any has. */
export function segmentsBefore(segments: readonly Segment[], key: Uint8Array): number {
  return countTrue(segments.length, (index) => {
    const segment = segments[index] as Segment;
    return compareBytes(keyAt(segment.keys, segment.length - 1), key) < 0;
  });
}

/** For a test that is true for the first so many of 0 … length - 1 and then false: how many. */
function countTrue(length: number, test: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { STEP_ROWS } from './prefix.ts';

/** Bits per pass: 2,048 buckets keep the scattered writes within the caches. */
const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const DIGIT_MASK = BUCKETS - 1;

/** Rows and what they are sorted by, by position in step. */
interface Keyed {
  readonly order: Uint32Array;
  readonly prefixes: Uint32Array;
}

/**
 * Sort rows ascending by prefix; stable. Least significant digit first; a digit that is the same
 * everywhere costs no pass. Yields between steps. Gives the sorted arrays, which may be others than
 * those passed in.
 */
export function* radixSort(unsorted: Keyed): Generator<void, Keyed> {
  let source = unsorted;
  let target: Keyed | undefined;
  const { length } = unsorted.order;
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const starts = bucketStarts(source.prefixes, shift);
    yield;
    if (starts === undefined) continue;
    target ??= { order: new Uint32Array(length), prefixes: new Uint32Array(length) };
    for (let from = 0; from < length; from += STEP_ROWS) {
      scatter(source, target, { shift, starts }, from);
      yield;
    }
    [source, target] = [target, source];
  }
  return source;
}

/** Where each bucket's first element goes; `undefined` when all are in one bucket. */
function bucketStarts(words: Uint32Array, shift: number): Uint32Array | undefined {
  const counts = new Uint32Array(BUCKETS);
  for (let k = 0; k < words.length; k++) counts[(words[k] >>> shift) & DIGIT_MASK]++;
  if (counts[(words[0] >>> shift) & DIGIT_MASK] === words.length) return undefined;
  let start = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const count = counts[bucket];
    counts[bucket] = start;
    start += count;
  }
  return counts;
}

interface Digit {
  readonly shift: number;
  /** Where the next element of each bucket goes. */
  readonly starts: Uint32Array;
}

/** Move the elements of one step, which begins at `from`. */
function scatter(source: Keyed, target: Keyed, { shift, starts }: Digit, from: number): void {
  const { order, prefixes } = source;
  const { order: rows, prefixes: words } = target;
  const end = Math.min(from + STEP_ROWS, order.length);
  for (let k = from; k < end; k++) {
    const word = prefixes[k];
    const to = starts[(word >>> shift) & DIGIT_MASK]++;
    rows[to] = order[k];
    words[to] = word;
  }
}

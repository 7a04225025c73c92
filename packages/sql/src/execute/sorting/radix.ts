import { type Prefixes, STEP_ROWS } from './prefix.ts';

/** Bits per pass: 2,048 buckets keep the scattered writes within the caches. */
const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const DIGIT_MASK = BUCKETS - 1;

/**
 * Sort `order` and `prefixes` (by position, in step) ascending by prefix; stable. Least significant
 * digit first; a digit that is the same everywhere costs no pass. Yields between steps. Gives the
 * sorted arrays, which may be others than those passed in.
 */
export function* radixSort(
  order: Uint32Array,
  prefixes: Prefixes,
): Generator<void, { readonly order: Uint32Array; readonly prefixes: Prefixes }> {
  let source: Keyed = { order, high: prefixes.high, low: prefixes.low };
  let target: Keyed | undefined;
  for (const word of ['low', 'high'] as const) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      const starts = bucketStarts(source[word], shift);
      yield;
      if (starts === undefined) continue;
      target ??= spareOf(order.length);
      for (let from = 0; from < order.length; from += STEP_ROWS) {
        scatter(source, target, { word, shift, starts }, from);
        yield;
      }
      [source, target] = [target, source];
    }
  }
  return { order: source.order, prefixes: source };
}

interface Keyed {
  readonly order: Uint32Array;
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

function spareOf(length: number): Keyed {
  return {
    order: new Uint32Array(length),
    high: new Uint32Array(length),
    low: new Uint32Array(length),
  };
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
  readonly word: 'low' | 'high';
  readonly shift: number;
  /** Where the next element of each bucket goes. */
  readonly starts: Uint32Array;
}

/** Move the elements of one step, which begins at `from`. */
function scatter(source: Keyed, target: Keyed, digit: Digit, from: number): void {
  const { order, high, low } = source;
  const { shift, starts } = digit;
  const words = source[digit.word];
  const end = Math.min(from + STEP_ROWS, order.length);
  for (let k = from; k < end; k++) {
    const to = starts[(words[k] >>> shift) & DIGIT_MASK]++;
    target.order[to] = order[k];
    target.high[to] = high[k];
    target.low[to] = low[k];
  }
}

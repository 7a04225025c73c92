/**
 * Decimals in columns: each is the 128-bit two's complement of its unscaled number, as four 32-bit
 * words, low word first: Arrow's decimal128. Most fit into a double exactly; those are worked with
 * as numbers, the others as BigInts. A number of more than 38 digits stands in a list beside the
 * words; in their place are its index there and, as the highest word, one that no number of 38
 * digits has.
 */

/** The numbers of a column that are too great for words, in any order; see `listedIndex`. */
export type ListedNumbers = readonly bigint[];

/** Of a column all of whose numbers are in words. */
export const noneListed: ListedNumbers = [];

const WORD = 2 ** 32;

/** Words of one value. */
export const DECIMAL_WORDS = 4;

/** The highest word of what stands for a number in the list. */
const LISTED = -0x80000000;

/** Highest words of numbers are within this of zero: 38 digits need no more. */
const HIGHEST_WORD = 0x60000000;

const WORDS_LIMIT = BigInt(HIGHEST_WORD) << 96n;

const joint = new BigInt64Array(2);
const jointWords = new Int32Array(joint.buffer);

/** The number whose words begin at `at`, if its absolute value is below 2^53, else NaN. */
export function readNarrow(words: Int32Array, at: number): number {
  const high = words[at + 1];
  const sign = high >> 31;
  const isNarrow = words[at + 2] === sign && words[at + 3] === sign;
  if (!isNarrow || high < -0x200000 || high >= 0x200000) return Number.NaN;
  return high * WORD + (words[at] >>> 0);
}

/** The number whose words begin at `at`, or that stands for them in the list. */
export function readUnscaled(words: Int32Array, at: number, listed: ListedNumbers): bigint {
  if (words[at + 3] === LISTED) return listed[words[at]];
  const narrow = readNarrow(words, at);
  if (!Number.isNaN(narrow)) return BigInt(narrow);
  for (let index = 0; index < DECIMAL_WORDS; index++) jointWords[index] = words[at + index];
  return (joint[1] << 64n) | BigInt.asUintN(64, joint[0]);
}

/** Write an integer below 2^53. */
export function writeNarrow(words: Int32Array, at: number, value: number): void {
  const high = Math.floor(value / WORD);
  const sign = value < 0 ? -1 : 0;
  words[at] = value;
  words[at + 1] = high;
  words[at + 2] = sign;
  words[at + 3] = sign;
}

/** Whether a number is too great for words. */
export function isListed(value: bigint): boolean {
  return value >= WORDS_LIMIT || value <= -WORDS_LIMIT;
}

/** Whether a number whose highest word this is would be too great for words. */
export function isListedWord(highest: number): boolean {
  return highest >= HIGHEST_WORD || highest < -HIGHEST_WORD;
}

/** The index in the list of the number whose words begin at `at`; -1 when it is not there. */
export function listedIndex(words: Int32Array, at: number): number {
  return words[at + 3] === LISTED ? words[at] : -1;
}

/** Memory that listed numbers take, in bytes. */
export function listedBytes(listed: ListedNumbers): number {
  return listed.reduce((sum, value) => sum + bytesOf(value), 0);
}

/** A BigInt's digits, and the object about them. */
function bytesOf(value: bigint): number {
  return 16 + (value.toString(16).length >> 1);
}

/** Write that a number stands in the list, at `index`. */
export function writeListedIndex(words: Int32Array, at: number, index: number): void {
  words[at] = index;
  words[at + 1] = 0;
  words[at + 2] = 0;
  words[at + 3] = LISTED;
}

/** Write an integer that is not too great for words. */
export function writeUnscaled(words: Int32Array, at: number, value: bigint): void {
  joint[0] = value;
  joint[1] = value >> 64n;
  for (let index = 0; index < DECIMAL_WORDS; index++) words[at + index] = jointWords[index];
}

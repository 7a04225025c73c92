/**
 * Decimals in columns: each is the 128-bit two's complement of its unscaled number, as four 32-bit
 * words, low word first: Arrow's decimal128. Most fit into a double exactly; those are worked with
 * as numbers, the others as BigInts.
 */

const WORD = 2 ** 32;

/** Words of one value. */
export const DECIMAL_WORDS = 4;

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

/** The number whose words begin at `at`. */
export function readUnscaled(words: Int32Array, at: number): bigint {
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

/** Write an integer of 128 bits. */
export function writeUnscaled(words: Int32Array, at: number, value: bigint): void {
  joint[0] = value;
  joint[1] = value >> 64n;
  for (let index = 0; index < DECIMAL_WORDS; index++) words[at + index] = jointWords[index];
}

import { isValid } from '../bitmap.ts';
import type { BytesColumn, Coded } from '../column.ts';
import { mix, NULL_HASH } from './mix.ts';

/** Mix the bytes at each of `slots` into `hashes`, which is indexed as `slots`. */
export function hashBytes(
  { data, offsets }: BytesColumn,
  mask: number,
  slots: Uint32Array,
  hashes: Int32Array,
): void {
  const words = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let k = 0; k < slots.length; k++) {
    const slot = slots[k] & mask;
    hashes[k] = mix(hashes[k], hashRange(words, offsets[slot], offsets[slot + 1]));
  }
}

/** The same of coded values, NULLs included: their hashes are known. */
export function hashCodes(
  { dictionary, codes }: Coded,
  mask: number,
  slots: Uint32Array,
  hashes: Int32Array,
): void {
  const known = dictionary.hashes;
  for (let k = 0; k < slots.length; k++) {
    hashes[k] = mix(hashes[k], known[codes[slots[k] & mask]]);
  }
}

/** What is mixed in for the values from slot `start` to before slot `end`, from `hashes[start]` on. */
export function hashEach(
  { data, offsets, validity }: BytesColumn,
  start: number,
  end: number,
  hashes: Int32Array,
): void {
  const words = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let slot = start; slot < end; slot++) {
    hashes[slot] = isValid(validity, slot)
      ? hashRange(words, offsets[slot], offsets[slot + 1])
      : NULL_HASH;
  }
}

/** Four bytes per round, then the rest; the size goes in first. */
function hashRange(words: DataView, start: number, end: number): number {
  let at = start;
  let hash = end - start;
  for (; at + 4 <= end; at += 4) hash = mixWord(hash, words.getInt32(at, true));
  let rest = 0;
  for (; at < end; at++) rest = (rest << 8) | words.getUint8(at);
  return mixWord(hash, rest);
}

/** A round without the avalanche, which comes when the value is mixed in. */
function mixWord(hash: number, word: number): number {
  let value = Math.imul(word, 0xcc9e2d51);
  value = Math.imul((value << 15) | (value >>> 17), 0x1b873593) ^ hash;
  return (Math.imul((value << 13) | (value >>> 19), 5) + 0xe6546b64) | 0;
}

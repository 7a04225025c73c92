/** The hash of NULL, before mixing. */
export const NULL_HASH = 0x6b6e756c;

/** One round of MurmurHash3 over 32 bits, with its final avalanche: tables use the low bits. */
export function mix(hash: number, word: number): number {
  let value = Math.imul(word, 0xcc9e2d51);
  value = Math.imul((value << 15) | (value >>> 17), 0x1b873593) ^ hash;
  value = Math.imul((value << 13) | (value >>> 19), 5) + 0xe6546b64;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return value ^ (value >>> 13);
}

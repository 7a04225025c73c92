import type { RandomBytes } from './random-pool.ts';

/** Numbers from 0 to below 1, evenly spread: 53 random bits each. */
export function createFractionGenerator(random: RandomBytes): () => number {
  const bytes = Buffer.alloc(8);
  return () => {
    bytes.set(random(8));
    const high = bytes.readUInt32LE(0) & 0x1fffff;
    return (high * 2 ** 32 + bytes.readUInt32LE(4)) / 2 ** 53;
  };
}

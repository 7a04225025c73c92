/** Bytes taken from the source of randomness at a time: one call of it costs as much as 64 ids. */
const POOL_BYTES = 1024;

/** Gives `count` (at most 64) fresh random bytes: a view that holds until the next call. */
export type RandomBytes = (count: number) => Uint8Array;

/** Small pieces of what `random` fills. */
export function createRandomPool(random: (bytes: Uint8Array) => void): RandomBytes {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return (count) => {
    if (used + count > POOL_BYTES) {
      random(pool);
      used = 0;
    }
    used += count;
    return pool.subarray(used - count, used);
  };
}

import type { RandomBytes } from './random-pool.ts';
import { uuidText } from './uuid-text.ts';

const MAX_COUNTER = 0xfff;
/** New milliseconds start in the lower half, so that there is room to count up. */
const COUNTER_START_MASK = 0x7ff;
const RANDOM_BYTES = 10;

/**
 * UUIDs of version 7 (RFC 9562, section 6.2, method 1): 48 bits Unix milliseconds, 12 bits that
 * count within the millisecond from a random start, 62 random bits. Each is greater than the one
 * before; when the counter is full or the clock steps back, later milliseconds are borrowed.
 */
export function createUuidGenerator(nowMs: () => number, random: RandomBytes): () => string {
  const bytes = Buffer.alloc(16);
  let ms = -1;
  let counter = 0;
  return () => {
    const fresh = random(RANDOM_BYTES);
    const now = nowMs();
    if (now > ms || counter === MAX_COUNTER) {
      ms = now > ms ? now : ms + 1;
      counter = (((fresh[8] as number) << 8) | (fresh[9] as number)) & COUNTER_START_MASK;
    } else {
      counter += 1;
    }
    bytes.writeUIntBE(ms, 0, 6);
    bytes.writeUInt16BE(0x7000 | counter, 6);
    bytes.set(fresh.subarray(0, 8), 8);
    bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
    return uuidText(bytes);
  };
}

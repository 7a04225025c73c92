import type { RandomBytes } from './random-pool.ts';
import { uuidText } from './uuid-text.ts';

/** UUIDs of version 4 (RFC 9562): 122 random bits. */
export function createRandomUuidGenerator(random: RandomBytes): () => string {
  const bytes = Buffer.alloc(16);
  return () => {
    bytes.set(random(16));
    bytes.writeUInt8(0x40 | (bytes.readUInt8(6) & 0x0f), 6);
    bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
    return uuidText(bytes);
  };
}

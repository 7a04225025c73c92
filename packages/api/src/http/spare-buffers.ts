import { JsonBuffer } from '@kalamdb/sql';

const spare: JsonBuffer[] = [];

/** More than requests that are answered at the same moment. */
const MOST_SPARE = 64;

/** An empty buffer. A new one for each answer would be most of the garbage of a small one. */
export function takeBuffer(): JsonBuffer {
  return spare.pop() ?? new JsonBuffer();
}

/** `buffer` is small and nobody reads it any more. */
export function giveBackBuffer(buffer: JsonBuffer): void {
  if (spare.length >= MOST_SPARE) return;
  buffer.clear();
  spare.push(buffer);
}

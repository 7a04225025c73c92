import type { ClassicLevel } from 'classic-level';
import type { ByteRange, Entry, ScanOptions } from '../key-value-store.ts';
import { toStoreError } from './level-error.ts';

export type Level = ClassicLevel<Uint8Array, Uint8Array>;
export type LevelSnapshot = ReturnType<Level['snapshot']>;

/** What we use of LevelDB's iterators. */
interface LevelIterator {
  nextv(size: number): Promise<Entry[]>;
  close(): Promise<void>;
}

/** Small at first: many scans want few entries. Measured best at 1,000-4,096. */
const FIRST_CHUNK_ENTRIES = 32;
const MAX_CHUNK_ENTRIES = 4096;
/** A chunk ends with the entry that goes beyond. LevelDB's default would end it at 16 KiB. */
const CHUNK_BYTES = 1024 * 1024;

/** Entries of the present state, or of `snapshot`, which must be kept open meanwhile. */
export function scanLevel(
  level: Level,
  range: ByteRange,
  options: ScanOptions,
  snapshot?: LevelSnapshot,
): AsyncIterable<readonly Entry[]> {
  let iterator: LevelIterator;
  try {
    iterator = level.iterator({
      gte: range.gte,
      lt: range.lt,
      reverse: options.reverse ?? false,
      limit: options.limit ?? -1,
      highWaterMarkBytes: CHUNK_BYTES,
      fillCache: true,
      ...(snapshot === undefined ? {} : { snapshot }),
    });
  } catch (error) {
    throw toStoreError(error, level.location);
  }
  return readChunks(iterator, level.location, options.limit);
}

/** Each chunk is a way to another thread and back: what a limit asks for comes in as few as fit. */
async function* readChunks(
  iterator: LevelIterator,
  path: string,
  limit: number | undefined,
): AsyncGenerator<readonly Entry[], void, undefined> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  let size = limit ?? FIRST_CHUNK_ENTRIES;
  try {
    while (left > 0) {
      size = Math.min(size, MAX_CHUNK_ENTRIES);
      const chunk = await iterator.nextv(size);
      if (chunk.length === 0) return;
      left -= chunk.length;
      size *= 8;
      yield chunk;
    }
  } catch (error) {
    throw toStoreError(error, path);
  } finally {
    await iterator.close();
  }
}

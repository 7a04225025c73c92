import type { Entry } from '../key-value-store.ts';
import { compareBytes } from '../keys/byte-order.ts';
import type { Mutation } from '../write-batch.ts';

const CHUNK_ENTRIES = 4096;

export interface ScanChanges {
  /** In the scan's order. */
  readonly changes: Iterator<Mutation, undefined>;
  /** Taken from `changes` already. */
  readonly first: Mutation;
  readonly reverse: boolean;
  /** At most so many entries are given. */
  readonly limit: number;
}

/**
 * The entries of a scan with changes laid over them: a change takes the place of the entry with its
 * key, or comes between two; one without a value takes the entry away.
 */
export async function* mergeScans(
  chunks: AsyncIterable<readonly Entry[]>,
  { changes, first, reverse, limit }: ScanChanges,
): AsyncGenerator<readonly Entry[], void, undefined> {
  const cursor: ChangeCursor = { next: first, changes, sign: reverse ? -1 : 1 };
  let left = limit;
  for await (const entries of mergedParts(chunks, cursor)) {
    for (const chunk of chunked(entries)) {
      yield chunk.slice(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  }
}

interface ChangeCursor {
  next: Mutation | undefined;
  readonly changes: Iterator<Mutation, undefined>;
  /** -1 when the order is reversed. */
  readonly sign: 1 | -1;
}

async function* mergedParts(
  chunks: AsyncIterable<readonly Entry[]>,
  cursor: ChangeCursor,
): AsyncGenerator<Iterable<Entry>, void, undefined> {
  for await (const chunk of chunks) yield mergeChunk(chunk, cursor);
  yield takeChanges(cursor, () => true);
}

function* mergeChunk(
  chunk: readonly Entry[],
  cursor: ChangeCursor,
): Generator<Entry, void, undefined> {
  for (const entry of chunk) {
    const [key] = entry;
    yield* takeChanges(cursor, (change) => cursor.sign * compareBytes(change.key, key) < 0);
    const { next } = cursor;
    if (next === undefined || compareBytes(next.key, key) !== 0) yield entry;
    else yield* takeChanges(cursor, (change) => change === next);
  }
}

/** The next changes as long as they are `wanted`. */
function* takeChanges(
  cursor: ChangeCursor,
  wanted: (change: Mutation) => boolean,
): Generator<Entry, void, undefined> {
  while (cursor.next !== undefined && wanted(cursor.next)) {
    const { key, value } = cursor.next;
    cursor.next = cursor.changes.next().value;
    if (value !== undefined) yield [key, value];
  }
}

/** In pieces, none of them empty. */
function* chunked(entries: Iterable<Entry>): Generator<readonly Entry[], void, undefined> {
  let chunk: Entry[] = [];
  for (const entry of entries) {
    chunk.push(entry);
    if (chunk.length < CHUNK_ENTRIES) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

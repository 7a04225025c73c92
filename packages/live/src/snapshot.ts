import type { ChangeFeed, Partition } from '@kalamdb/core';
import type { Row } from '@kalamdb/sql';
import { LiveError } from './error.ts';
import type { LiveRow } from './live-change.ts';
import type { LiveField } from './live-shape.ts';
import { nextTurn } from './next-turn.ts';
import { rowSizeBytes } from './row-size.ts';
import type { View } from './view.ts';

/** Some of a query's initial rows, ascending by `_seq`. */
export interface SnapshotBatch {
  /** From 0. */
  readonly number: number;
  readonly rows: readonly LiveRow[];
  readonly fields: readonly LiveField[];
  /** Ask for the next batch; changes come only after the last one. */
  readonly hasMore: boolean;
  /**
   * Where to go on. While more batches follow: the `_seq` of the last row. In the last batch: the
   * sequence up to which everything is known, to be given as `from` by a client that comes back.
   */
  readonly lastSequence: bigint;
}

/** The initial rows of a query at one snapshot, read as the client asks for them. */
export interface Snapshot {
  /**
   * The next batch. `after` is the `lastSequence` of a batch that was given before: the last one,
   * or an older one to have what followed it again. LIVE_INVALID_CURSOR for one further ahead.
   */
  next(after: bigint | undefined): Promise<SnapshotBatch>;
}

/** Which rows, of when. */
export interface SnapshotParts {
  readonly feed: ChangeFeed;
  readonly partition: Partition;
  readonly view: View;
  /** The snapshot's sequence. */
  readonly at: bigint;
}

/** Where a batch ends. */
export interface BatchLimits {
  /** Most rows of a batch. */
  readonly rows: number;
  /** A batch ends with the row that reaches this size. */
  readonly bytes: number;
}

/** All rows of the query in batches; nothing is kept between them but the position. */
export function pagedSnapshot(parts: SnapshotParts, limits: BatchLimits): Snapshot {
  let number = 0;
  let lastGiven = 0n;
  return {
    next: async (after) => {
      if (after !== undefined && after > lastGiven) throw skipping(after, lastGiven);
      const page = await readPage(parts, after ?? lastGiven, limits);
      lastGiven = page.hasMore ? page.lastSequence : parts.at;
      number += 1;
      return { ...page, number: number - 1, fields: parts.view.projection.fields };
    },
  };
}

/**
 * The newest `count` rows in one batch. LIVE_BATCH_TOO_LARGE when they are over `maxBytes`: none is
 * left out in silence.
 */
export function newestRows(parts: SnapshotParts, count: number, maxBytes: number): Snapshot {
  return {
    next: async () => ({
      number: 0,
      rows: await readNewest(parts, count, maxBytes),
      fields: parts.view.projection.fields,
      hasMore: false,
      lastSequence: parts.at,
    }),
  };
}

/** No rows: for a client that has them and resumes from the cursor `from`. */
export function emptySnapshot(view: View, from: bigint): Snapshot {
  return {
    next: async () => ({
      number: 0,
      rows: [],
      fields: view.projection.fields,
      hasMore: false,
      lastSequence: from,
    }),
  };
}

type Page = Pick<SnapshotBatch, 'rows' | 'hasMore' | 'lastSequence'>;

async function readPage(parts: SnapshotParts, after: bigint, limits: BatchLimits): Promise<Page> {
  const rows: LiveRow[] = [];
  let lastSequence = after;
  let sizeBytes = 0;
  for await (const chunk of matchingRows(parts, after, false)) {
    for (const row of chunk) {
      // This row is one too many: it only says that there are more.
      if (rows.length >= limits.rows || sizeBytes >= limits.bytes) {
        return { rows, hasMore: true, lastSequence };
      }
      const liveRow = parts.view.projection.row(row);
      rows.push(liveRow);
      sizeBytes += rowSizeBytes(liveRow);
      lastSequence = parts.view.sequenceOf(row);
    }
  }
  return { rows, hasMore: false, lastSequence: parts.at };
}

async function readNewest(
  parts: SnapshotParts,
  count: number,
  maxBytes: number,
): Promise<readonly LiveRow[]> {
  const rows: LiveRow[] = [];
  if (count === 0) return rows;
  let sizeBytes = 0;
  for await (const chunk of matchingRows(parts, 0n, true)) {
    for (const row of chunk.slice(0, count - rows.length)) {
      const liveRow = parts.view.projection.row(row);
      rows.push(liveRow);
      sizeBytes += rowSizeBytes(liveRow);
      if (sizeBytes > maxBytes) throw tooLarge(count, maxBytes);
    }
    if (rows.length === count) break;
  }
  return rows.reverse();
}

/** Chunks of rows, not single ones: a promise for each would cost more than the row. */
async function* matchingRows(
  { feed, partition, view, at }: SnapshotParts,
  after: bigint,
  reverse: boolean,
): AsyncGenerator<readonly Row[]> {
  for await (const chunk of feed.readRows(partition, { at, after, reverse })) {
    yield chunk.filter((row) => view.filter.matches(row));
    // A filter may pass over a great many rows before a batch is full.
    await nextTurn();
  }
}

function skipping(after: bigint, lastGiven: bigint): LiveError {
  return new LiveError(
    'LIVE_INVALID_CURSOR',
    `next batch after ${after}: the last batch given ends at ${lastGiven}`,
    { hint: 'Send the last_seq_id of the last batch, or none.' },
  );
}

function tooLarge(count: number, maxBytes: number): LiveError {
  return new LiveError(
    'LIVE_BATCH_TOO_LARGE',
    `the newest ${count} rows take more than ${maxBytes} bytes`,
    { hint: 'Ask for fewer with last_rows, or read all rows in batches.' },
  );
}

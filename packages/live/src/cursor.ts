import type { ChangeFeed, Partition } from '@kalamdb/core';
import { LiveError } from './error.ts';

/**
 * Throws LIVE_CURSOR_EXPIRED when changes after `cursor` are no longer all in the log, and
 * LIVE_INVALID_CURSOR for one that the database has not reached.
 */
export function checkCursor(feed: ChangeFeed, partition: Partition, cursor: bigint): void {
  if (cursor > feed.lastSequence) {
    throw new LiveError(
      'LIVE_INVALID_CURSOR',
      `from = ${cursor} is ahead of this database, which is at ${feed.lastSequence}`,
      { hint: "Resume from a '_seq' or last_seq_id that this database gave." },
    );
  }
  const oldest = feed.oldestCursor(partition);
  if (cursor >= oldest) return;
  throw new LiveError(
    'LIVE_CURSOR_EXPIRED',
    `changes after ${cursor} are no longer all kept; the oldest possible cursor is ${oldest}`,
    { hint: 'Subscribe without from: the initial rows bring you up to date.' },
  );
}

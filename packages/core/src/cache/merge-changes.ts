import { BATCH_ROWS } from '@kalamdb/sql';
import { compareBytes } from '@kalamdb/store';
import type { CachedPartition } from './cached-partition.ts';
import { keysBelow, segmentsBefore } from './key-search.ts';
import { keyAt, type Segment, SegmentBuilder } from './segment.ts';

/** What a row is now; `version` is `undefined` when it is gone. */
export interface ChangedRow {
  readonly primaryKey: Uint8Array;
  readonly version: Uint8Array | undefined;
}

/**
 * The segments of a partition after `changes`, which are ascending by key and one per key. Segments
 * without a change are the same objects as before.
 */
export function mergeChanges(
  partition: CachedPartition,
  changes: readonly ChangedRow[],
): readonly Segment[] {
  const { segments } = partition;
  const merged: Segment[] = [];
  let done = 0;
  for (let first = 0; first < changes.length; ) {
    const { primaryKey } = changes[first] as ChangedRow;
    // What comes behind the last key goes into the last segment.
    const index = Math.min(segmentsBefore(segments, primaryKey), Math.max(0, segments.length - 1));
    const segment = segments[index];
    let end = first + 1;
    while (end < changes.length && belongsTo(segments, index, changes[end] as ChangedRow)) end++;
    merged.push(...segments.slice(done, index));
    merged.push(...mergeSegment(partition, segment, changes.slice(first, end)));
    done = index + 1;
    first = end;
  }
  merged.push(...segments.slice(done));
  return merged;
}

function belongsTo(
  segments: readonly Segment[],
  index: number,
  { primaryKey }: ChangedRow,
): boolean {
  if (index >= segments.length - 1) return true;
  const { keys, length } = segments[index] as Segment;
  return compareBytes(primaryKey, keyAt(keys, length - 1)) <= 0;
}

function mergeSegment(
  { table, columns, encoders }: CachedPartition,
  segment: Segment | undefined,
  changes: readonly ChangedRow[],
): readonly Segment[] {
  const most = (segment?.length ?? 0) + changes.length;
  // Halves rather than a full segment and a few rows: the next changes find room in both.
  const rows = Math.ceil(most / Math.ceil(most / BATCH_ROWS));
  const builder = new SegmentBuilder(table, columns, encoders, rows);
  const merged: Segment[] = [];
  const flush = (): void => {
    if (builder.isFull) merged.push(builder.take());
  };
  const copy = (start: number, end: number): void => {
    for (let next = start; next < end; flush()) {
      next = builder.copy(segment as Segment, next, end);
    }
  };
  let position = 0;
  for (const { primaryKey, version } of changes) {
    const place = segment === undefined ? 0 : keysBelow(segment, primaryKey);
    copy(position, place);
    position = isAt(segment, place, primaryKey) ? place + 1 : place;
    if (version === undefined) continue;
    builder.append(primaryKey, 0, version);
    flush();
  }
  copy(position, segment?.length ?? 0);
  if (!builder.isEmpty) merged.push(builder.take());
  return merged;
}

function isAt(segment: Segment | undefined, place: number, key: Uint8Array): boolean {
  if (segment === undefined || place >= segment.length) return false;
  return compareBytes(keyAt(segment.keys, place), key) === 0;
}

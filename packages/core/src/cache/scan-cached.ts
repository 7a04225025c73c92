import { type Batch, type Column, type ScanRequest, take } from '@kalamdb/sql';
import type { KeyTupleRange } from '@kalamdb/store';
import { keyBounds } from '../table/key-range.ts';
import type { PartitionView } from '../table/partition-view.ts';
import type { CachedPartition } from './cached-partition.ts';
import type { ColumnCache } from './column-cache.ts';
import { keysBelow, segmentsBefore } from './key-search.ts';
import { type Segment, segmentBatch } from './segment.ts';

/**
 * The batches of a scan out of the cache; `undefined` when it has not got the rows, or when bringing
 * them forward would cost more than reading the few rows of a range from the store.
 */
export async function scanCached(
  cache: ColumnCache,
  view: PartitionView,
  request: ScanRequest,
): Promise<Iterable<Batch> | undefined> {
  if (!isCacheable(view, request)) return undefined;
  const known = cache.peek(view);
  if (known === undefined || !hasColumns(known, request.columns)) return undefined;
  const readsAll = request.range === undefined && request.limit === undefined;
  if (!readsAll && !cache.isCurrent(known, view)) return undefined;
  const partition = await cache.read(view);
  if (partition === undefined || !hasColumns(partition, request.columns)) return undefined;
  return batchesOf(partition, request);
}

/** Rows that expire, and tombstones, are not kept. */
export function isCacheable({ table }: PartitionView, { includeDeleted }: ScanRequest): boolean {
  return table.definition.kind !== 'stream' && !includeDeleted;
}

function hasColumns(partition: CachedPartition, columns: readonly number[]): boolean {
  return columns.every((column) => partition.columns.includes(column));
}

function* batchesOf(partition: CachedPartition, request: ScanRequest): Generator<Batch> {
  const places = request.columns.map((column) => partition.columns.indexOf(column));
  const bounds = request.range && keyBounds(partition.table, request.range);
  const pieces = piecesOf(partition.segments, bounds ?? {});
  for (const { segment, start, end } of request.reverse ? pieces.reverse() : pieces) {
    const columns = places.map((place) => segment.columns[place] as Column);
    const isWhole = start === 0 && end === segment.length;
    if (isWhole && !request.reverse) yield segmentBatch(segment, columns);
    else {
      const slots = slotsBetween(start, end, request.reverse);
      const taken = columns.map((column) => take(column, slots));
      yield { columns: taken, length: slots.length, selection: undefined };
    }
  }
}

/** The rows of a segment from slot `start` to before slot `end`: at least one. */
interface Piece {
  readonly segment: Segment;
  readonly start: number;
  readonly end: number;
}

function piecesOf(segments: readonly Segment[], { gte, lt }: KeyTupleRange): Piece[] {
  const first = gte === undefined ? 0 : segmentsBefore(segments, gte);
  const pieces: Piece[] = [];
  for (const segment of segments.slice(first)) {
    const start = gte === undefined || pieces.length > 0 ? 0 : keysBelow(segment, gte);
    const end = lt === undefined ? segment.length : keysBelow(segment, lt);
    if (end > start) pieces.push({ segment, start, end });
    if (end < segment.length) break;
  }
  return pieces;
}

function slotsBetween(start: number, end: number, reverse: boolean): Uint32Array {
  const slots = new Uint32Array(end - start);
  for (let index = 0; index < slots.length; index++) {
    slots[index] = reverse ? end - 1 - index : start + index;
  }
  return slots;
}

import assert from 'node:assert/strict';
import type { Column } from '../../columnar/column.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundFrame, BoundFrameBound, SortKey } from '../../plan/plan.ts';
import { parseInterval, spanOf } from '../../types/interval.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import type { ExecutionContext } from '../context.ts';
import { compileScalar } from '../evaluate/scalar.ts';
import { type RangeKey, rangeEdges } from './range-edges.ts';
import { type Runs, STEP_ROWS, type WindowRows } from './window-rows.ts';

/** Per position the frame: positions from `start` up to `end`, none when `end` is not greater. */
export interface Frames {
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

/** A frame whose offsets have their values. */
export interface OpenFrame {
  readonly mode: BoundFrame['mode'];
  readonly start: OpenBound;
  readonly end: OpenBound;
}

interface OpenBound {
  readonly kind: BoundFrameBound['kind'];
  readonly offset: Value;
}

const wrongOffset = {
  null: conditions.nullValueNotAllowed,
  negative: conditions.invalidPrecedingOrFollowingSize,
} as const;

/**
 * Compile a frame to a function that evaluates its offsets. That one throws SQL_OUT_OF_RANGE for an
 * offset that is NULL or negative.
 */
export function compileFrame({
  mode,
  start,
  end,
}: BoundFrame): (context: ExecutionContext) => OpenFrame {
  const openStart = compileBound('starting', start);
  const openEnd = compileBound('ending', end);
  return (context) => ({ mode, start: openStart(context), end: openEnd(context) });
}

function compileBound(
  which: 'starting' | 'ending',
  bound: BoundFrameBound,
): (context: ExecutionContext) => OpenBound {
  const { kind } = bound;
  if (!('offset' in bound)) return () => ({ kind, offset: null });
  const scalar = compileScalar(bound.offset);
  const { position } = bound;
  const { type } = bound.offset;
  return (context) => {
    const offset = scalar(context);
    const problem = offset === null ? 'null' : isNegative(offset, type) ? 'negative' : undefined;
    if (problem === undefined) return { kind, offset };
    throw new SqlError('SQL_OUT_OF_RANGE', `frame ${which} offset must not be ${problem}`, {
      sqlState: wrongOffset[problem],
      position,
    });
  };
}

/** NaN is no offset either. */
function isNegative(offset: Value, { kind }: SqlType): boolean {
  switch (kind) {
    case 'interval':
      return spanOf(parseInterval(offset as string)) < 0n;
    case 'bigint':
      return (offset as bigint) < 0n;
    default:
      return !(Number(offset) >= 0);
  }
}

/** The frame of every position. `key` is the sort key of RANGE. Yields every few milliseconds. */
export function* framesOf(
  frame: OpenFrame,
  rows: WindowRows,
  key: { readonly column: Column; readonly sort: SortKey } | undefined,
): Generator<void, Frames> {
  const start = yield* edgesOf(frame.mode, frame.start, 'start', rows, key);
  const end = yield* edgesOf(frame.mode, frame.end, 'end', rows, key);
  return { start, end };
}

type Edge = 'start' | 'end';

function* edgesOf(
  mode: BoundFrame['mode'],
  bound: OpenBound,
  edge: Edge,
  rows: WindowRows,
  key: RangeKey | undefined,
): Generator<void, Uint32Array> {
  const { kind } = bound;
  if (kind === 'unbounded-preceding') return yield* runEdges(rows.partitions, rows.count, 0);
  if (kind === 'unbounded-following') return yield* runEdges(rows.partitions, rows.count, 1);
  if (kind === 'current-row') {
    if (mode === 'rows') return yield* rowEdges(rows, 0, edge);
    return yield* runEdges(rows.peers, rows.count, edge === 'start' ? 0 : 1);
  }
  const sign = kind === 'preceding' ? -1 : 1;
  if (mode === 'range') {
    assert(key !== undefined, 'RANGE with an offset has a sort key');
    return yield* rangeEdges(rows, key, { offset: bound.offset, sign, edge });
  }
  const distance = sign * Number(bound.offset);
  return mode === 'rows'
    ? yield* rowEdges(rows, distance, edge)
    : yield* groupEdges(rows, distance, edge);
}

/** Start (`side` 0) or end (1) of the run of each position. */
function* runEdges({ starts, of }: Runs, count: number, side: 0 | 1): Generator<void, Uint32Array> {
  const edges = new Uint32Array(count);
  for (let from = 0; from < count; from += STEP_ROWS) {
    const to = Math.min(from + STEP_ROWS, count);
    for (let position = from; position < to; position++)
      edges[position] = starts[of[position] + side];
    yield;
  }
  return edges;
}

function* rowEdges(
  { count, partitions }: WindowRows,
  distance: number,
  edge: Edge,
): Generator<void, Uint32Array> {
  const { starts, of } = partitions;
  const edges = new Uint32Array(count);
  const shift = edge === 'start' ? distance : distance + 1;
  for (let from = 0; from < count; from += STEP_ROWS) {
    const to = Math.min(from + STEP_ROWS, count);
    for (let position = from; position < to; position++) {
      const partition = of[position];
      const wanted = position + shift;
      const first = starts[partition];
      const end = starts[partition + 1];
      edges[position] = wanted < first ? first : Math.min(wanted, end);
    }
    yield;
  }
  return edges;
}

function* groupEdges(
  { count, partitions, peers }: WindowRows,
  distance: number,
  edge: Edge,
): Generator<void, Uint32Array> {
  const edges = new Uint32Array(count);
  const shift = edge === 'start' ? distance : distance + 1;
  for (let from = 0; from < count; from += STEP_ROWS) {
    const to = Math.min(from + STEP_ROWS, count);
    for (let position = from; position < to; position++) {
      const partition = partitions.of[position];
      const first = partitions.starts[partition];
      const end = partitions.starts[partition + 1];
      const wanted = peers.of[position] + shift;
      if (wanted < peers.of[first]) edges[position] = first;
      else edges[position] = wanted > peers.of[end - 1] ? end : peers.starts[wanted];
    }
    yield;
  }
  return edges;
}

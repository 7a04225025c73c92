import assert from 'node:assert/strict';
import type { Column } from '../../columnar/column.ts';
import type { Vector } from '../../columnar/vector.ts';
import type {
  BoundFrame,
  PositionalCall,
  SortKey,
  WindowAggregate,
  WindowFunctionCall,
} from '../../plan/plan.ts';
import { createAggregateState } from '../aggregates/create-aggregate-state.ts';
import type { ExecutionContext } from '../context.ts';
import type { AggregateRows } from './aggregate-rows.ts';
import { overFrames } from './combined-frames.ts';
import { createFrameParts } from './frame-parts.ts';
import { firstOf, lastOf, nthOf } from './frame-values.ts';
import { compileFrame, framesOf, type OpenFrame } from './frames.ts';
import { neighbor } from './neighbors.ts';
import { ntile } from './ntile.ts';
import { type Pick, pickRows } from './pick-rows.ts';
import {
  bigintColumn,
  cumulativeDistribution,
  denseRank,
  doubleColumn,
  percentRank,
  rank,
  rowNumber,
} from './ranking.ts';
import { replayFrames, replayGrowing } from './replayed-frames.ts';
import {
  beginsWithPartition,
  endsWithPartition,
  fromPartitionStart,
  overPartitions,
  toPartitionEnd,
} from './running-frames.ts';
import type { WindowRows } from './window-rows.ts';

/** What a window function reads, all of it by position. */
interface FunctionInput {
  readonly rows: WindowRows;
  /** The arguments of the call. */
  readonly inputs: readonly Vector[];
  /** Per position 1 for rows that FILTER lets pass; `undefined`: all do. */
  readonly passes: Uint8Array | undefined;
  /** See `AggregateRows`. */
  readonly hold: (bytes: number) => void;
  /** The sort key of the window if it has but one. */
  readonly key: { readonly column: Column; readonly sort: SortKey } | undefined;
}

/** Computes a window function: its results by position. Yields every few milliseconds. */
export type WindowEvaluator = (input: FunctionInput) => Generator<void, Column>;

/**
 * Compile a window function; `open` evaluates the offsets of its frame for one execution, and throws
 * SQL_OUT_OF_RANGE for those that are NULL or negative.
 */
export function compileWindowFunction(
  call: WindowFunctionCall,
): (context: ExecutionContext) => WindowEvaluator {
  const open = compileFrame(call.frame);
  return (context) => {
    const frame = open(context);
    return (input) =>
      call.kind === 'aggregate' ? aggregate(call, frame, input) : positional(call, frame, input);
  };
}

function* aggregate(
  { aggregate: call, frame: { exclusion } }: WindowAggregate,
  frame: OpenFrame,
  { rows, inputs, passes, key, hold }: FunctionInput,
): Generator<void, Column> {
  const createState = () => createAggregateState(call);
  const taken: AggregateRows = { window: rows, inputs, passes, createState, hold };
  const frames = yield* framesOf(frame, rows, key);
  const isWhole = exclusion === 'no others';
  const fromStart = isWhole && beginsWithPartition(frames, rows);
  const toEnd = isWhole && endsWithPartition(frames, rows);
  if (fromStart && toEnd) return yield* overPartitions(taken);
  const canCombine = createState().combine !== undefined;
  const { returns } = call.function;
  if (fromStart) {
    return canCombine
      ? yield* fromPartitionStart(taken, frames)
      : yield* replayGrowing(taken, frames, returns);
  }
  if (toEnd && canCombine) return yield* toPartitionEnd(taken, frames);
  const partsAt = createFrameParts(frames, exclusion, rows);
  return canCombine
    ? yield* overFrames(taken, partsAt)
    : yield* replayFrames(taken, partsAt, returns);
}

function* positional(
  call: PositionalCall,
  frame: OpenFrame,
  { rows, inputs, key }: FunctionInput,
): Generator<void, Column> {
  const { count } = rows;
  const [values, second, other] = inputs;
  const pick = (chosen: Pick, instead?: Vector) =>
    pickRows({ type: call.type, values, other: instead }, count, chosen);
  switch (call.name) {
    case 'row_number':
      return yield* bigintColumn(count, rowNumber(rows));
    case 'rank':
      return yield* bigintColumn(count, rank(rows));
    case 'dense_rank':
      return yield* bigintColumn(count, denseRank(rows));
    case 'percent_rank':
      return yield* doubleColumn(count, percentRank(rows));
    case 'cume_dist':
      return yield* doubleColumn(count, cumulativeDistribution(rows));
    case 'ntile':
      return yield* ntile(rows, values);
    case 'lag':
      return yield* pick(neighbor(rows, second, -1), other);
    case 'lead':
      return yield* pick(neighbor(rows, second, 1), other);
    case 'first_value':
      return yield* pick(firstOf(yield* partsOf(call.frame, frame, rows, key)));
    case 'last_value':
      return yield* pick(lastOf(yield* partsOf(call.frame, frame, rows, key)));
    case 'nth_value':
      return yield* pick(nthOf(yield* partsOf(call.frame, frame, rows, key), second));
    default:
      return assert.fail(String(call.name satisfies never));
  }
}

function* partsOf(
  { exclusion }: BoundFrame,
  frame: OpenFrame,
  rows: WindowRows,
  key: FunctionInput['key'],
): Generator<void, ReturnType<typeof createFrameParts>> {
  return createFrameParts(yield* framesOf(frame, rows, key), exclusion, rows);
}

import assert from 'node:assert/strict';
import { takenBytes } from '../../columnar/batch-bytes.ts';
import type { Column } from '../../columnar/column.ts';
import { take } from '../../columnar/take.ts';
import type { AggregateState } from '../aggregates/aggregate-state.ts';
import { type AggregateRows, numbersFrom, takeAll } from './aggregate-rows.ts';
import type { Frames } from './frames.ts';
import { STEP_ROWS, type WindowRows } from './window-rows.ts';

/** An aggregate over frames that are whole partitions. Yields every few milliseconds. */
export function* overPartitions(rows: AggregateRows): Generator<void, Column> {
  const { starts, of } = rows.window.partitions;
  const groupCount = starts.length - 1;
  const state = rows.createState();
  const groupOf = new Int32Array(of.buffer, of.byteOffset, of.length);
  yield* takeAll(rows, state, groupOf, groupCount);
  yield* state.settle?.(groupCount) ?? [];
  const results = state.finish(groupCount);
  rows.hold(takenBytes(results, of));
  return take(results, of);
}

/**
 * An aggregate over frames that begin with their partition: each position is a group that takes in
 * the one before it, so a frame's result is that of the group at its end. One pass, whatever the
 * frames' size. Yields every few milliseconds.
 */
export function* fromPartitionStart(
  rows: AggregateRows,
  { start, end }: Frames,
): Generator<void, Column> {
  const { count, partitions } = rows.window;
  const state = yield* runningState(rows, (position) =>
    position > 0 && partitions.of[position] === partitions.of[position - 1] ? position - 1 : -1,
  );
  const lastOf = new Uint32Array(count);
  for (let position = 0; position < count; position++) {
    lastOf[position] = end[position] > start[position] ? end[position] - 1 : count;
  }
  return take(state.finish(count + 1), lastOf);
}

/** The same over frames that end with their partition, from its end. */
export function* toPartitionEnd(
  rows: AggregateRows,
  { start, end }: Frames,
): Generator<void, Column> {
  const { count, partitions } = rows.window;
  const state = yield* runningState(
    rows,
    (position) =>
      position + 1 < count && partitions.of[position] === partitions.of[position + 1]
        ? position + 1
        : -1,
    true,
  );
  const firstOf = new Uint32Array(count);
  for (let position = 0; position < count; position++) {
    firstOf[position] = end[position] > start[position] ? start[position] : count;
  }
  return take(state.finish(count + 1), firstOf);
}

/**
 * A group per position, each with what the group before it has; group `count` has nothing. `before`
 * gives the position before, or -1 where a partition begins.
 */
function* runningState(
  rows: AggregateRows,
  before: (position: number) => number,
  backwards = false,
): Generator<void, AggregateState> {
  const { count } = rows.window;
  const groupCount = count + 1;
  const state = rows.createState();
  assert(state.combine !== undefined, 'the aggregate combines groups');
  yield* takeAll(rows, state, numbersFrom(0, count), groupCount);
  for (let done = 0; done < count; done += STEP_ROWS) {
    const size = Math.min(STEP_ROWS, count - done);
    const from = new Int32Array(size);
    const into = new Int32Array(size);
    let pairs = 0;
    for (let step = done; step < done + size; step++) {
      const position = backwards ? count - 1 - step : step;
      const source = before(position);
      if (source < 0) continue;
      from[pairs] = source;
      into[pairs++] = position;
    }
    state.combine({ from: from.subarray(0, pairs), into: into.subarray(0, pairs), groupCount });
    yield;
  }
  return state;
}

/** Whether each frame begins where its partition begins. */
export function beginsWithPartition({ start }: Frames, { count, partitions }: WindowRows): boolean {
  for (let position = 0; position < count; position++) {
    if (start[position] !== partitions.starts[partitions.of[position]]) return false;
  }
  return true;
}

/** Whether each frame ends where its partition ends. */
export function endsWithPartition({ end }: Frames, { count, partitions }: WindowRows): boolean {
  for (let position = 0; position < count; position++) {
    if (end[position] !== partitions.starts[partitions.of[position] + 1]) return false;
  }
  return true;
}

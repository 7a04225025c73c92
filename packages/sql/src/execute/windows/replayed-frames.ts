import { type ColumnBuilder, createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { allSlots } from '../../columnar/slots.ts';
import { takeVector } from '../../columnar/take.ts';
import { columnVector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { AggregateState } from '../aggregates/aggregate-state.ts';
import { type AggregateRows, passing } from './aggregate-rows.ts';
import type { FrameParts } from './frame-parts.ts';
import type { Frames } from './frames.ts';

/** Rows of frames to take in at a time. */
const REPLAYED_ROWS = 0x4000;

/**
 * An aggregate that cannot combine groups, over frames that begin with their partition: rows are
 * taken in as the frames grow. Yields between steps.
 */
export function* replayGrowing(
  rows: AggregateRows,
  { start, end }: Frames,
  type: SqlType,
): Generator<void, Column> {
  const { count, partitions } = rows.window;
  const builder = createBuilder(type, count);
  let state = rows.createState();
  let taken = -1;
  let partition = -1;
  let result: Column | undefined;
  for (let position = 0; position < count; position++) {
    if (partitions.of[position] !== partition) {
      partition = partitions.of[position];
      state = rows.createState();
      taken = start[position];
      result = undefined;
    }
    if (result === undefined || end[position] > taken) {
      takeRange(rows, state, taken, end[position]);
      taken = Math.max(taken, end[position]);
      result = yield* resultsOf(state, 1);
    }
    builder.appendSlot(result, 0);
    rows.hold(builder.memoryBytes);
  }
  return builder.finish();
}

/**
 * An aggregate that cannot combine groups, over any frames: takes the rows of each in afresh, those
 * of many frames at a time. Yields between steps.
 */
export function* replayFrames(
  rows: AggregateRows,
  partsAt: (position: number) => FrameParts,
  type: SqlType,
): Generator<void, Column> {
  const { count } = rows.window;
  const builder = createBuilder(type, count);
  let replay = new Replay(rows);
  for (let position = 0; position < count; position++) {
    const { bounds, count: partCount } = partsAt(position);
    for (let part = 0; part < partCount; part++) {
      for (let at = bounds[part * 2]; at < bounds[part * 2 + 1]; at++) {
        if (replay.add(at)) yield;
      }
    }
    replay.endFrame();
    if (!replay.isLong) continue;
    yield* replay.appendTo(builder);
    rows.hold(builder.memoryBytes);
    replay = new Replay(rows);
  }
  yield* replay.appendTo(builder);
  return builder.finish();
}

function takeRange(rows: AggregateRows, state: AggregateState, from: number, to: number): void {
  if (from >= to) return;
  const slots = passing(rows, from, to);
  if (slots.length > 0) state.update(rows.inputs, { slots, groupOf: undefined, groupCount: 1 });
}

/** What a state gives so far; it may take in more afterwards. */
function* resultsOf(state: AggregateState, groupCount: number): Generator<void, Column> {
  yield;
  yield* state.settle?.(groupCount) ?? [];
  return state.finish(groupCount);
}

/** A state with a group per frame, and the rows on their way into it. */
class Replay {
  readonly #rows: AggregateRows;
  readonly #state: AggregateState;
  readonly #positions = new Uint32Array(REPLAYED_ROWS);
  readonly #groups = new Int32Array(REPLAYED_ROWS);
  #size = 0;
  #total = 0;
  #frames = 0;

  constructor(rows: AggregateRows) {
    this.#rows = rows;
    this.#state = rows.createState();
  }

  /** Whether it is time to make results of the frames so far. */
  get isLong(): boolean {
    return this.#total + this.#frames >= REPLAYED_ROWS;
  }

  /** Add a row to the present frame; whether that led to work. */
  add(position: number): boolean {
    const { passes } = this.#rows;
    this.#total++;
    if (passes !== undefined && passes[position] === 0) return false;
    this.#positions[this.#size] = position;
    this.#groups[this.#size++] = this.#frames;
    if (this.#size < REPLAYED_ROWS) return false;
    this.#flush();
    return true;
  }

  endFrame(): void {
    this.#frames++;
  }

  *appendTo(builder: ColumnBuilder): Generator<void, void> {
    this.#flush();
    const results = yield* resultsOf(this.#state, this.#frames);
    builder.appendSlots(columnVector(results), allSlots(this.#frames));
  }

  #flush(): void {
    if (this.#size === 0) return;
    const positions = this.#positions.subarray(0, this.#size);
    const inputs = this.#rows.inputs.map((input) => columnVector(takeVector(input, positions)));
    const slots = allSlots(this.#size);
    this.#state.update(inputs, {
      slots,
      groupOf: this.#groups.subarray(0, this.#size),
      groupCount: this.#frames + 1,
    });
    this.#size = 0;
  }
}

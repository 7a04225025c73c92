import { allSlots } from '../../columnar/slots.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { AggregateState } from '../aggregates/aggregate-state.ts';
import { STEP_ROWS, type WindowRows } from './window-rows.ts';

/** What an aggregate reads of the rows of a window. */
export interface AggregateRows {
  readonly window: WindowRows;
  /** The arguments by position. */
  readonly inputs: readonly Vector[];
  /** Per position 1 for rows that FILTER lets pass; `undefined`: all do. */
  readonly passes: Uint8Array | undefined;
  readonly createState: () => AggregateState;
  /** Says what the results take so far, beyond a few bytes per row. SQL_OUT_OF_MEMORY. */
  readonly hold: (bytes: number) => void;
}

/** The positions [from, to) of rows that FILTER lets pass. May be shared: not to be written to. */
export function passing({ passes }: AggregateRows, from: number, to: number): Uint32Array {
  const positions = allSlots(to).subarray(from, to);
  return passes === undefined ? positions : positions.filter((position) => passes[position] === 1);
}

/**
 * Let a state take in every row of the window, each into the group that `groupOf` gives by position.
 * Yields every few milliseconds.
 */
export function* takeAll(
  rows: AggregateRows,
  state: AggregateState,
  groupOf: Int32Array,
  groupCount: number,
): Generator<void, void> {
  const { count } = rows.window;
  for (let from = 0; from < count; from += STEP_ROWS) {
    const slots = passing(rows, from, Math.min(from + STEP_ROWS, count));
    if (slots.length > 0) state.update(rows.inputs, { slots, groupOf, groupCount });
    yield;
  }
}

/** The numbers from `start` on, one per position. */
export function numbersFrom(start: number, count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let index = 0; index < count; index++) numbers[index] = start + index;
  return numbers;
}

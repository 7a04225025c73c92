import type { Column } from '../../columnar/column.ts';
import { matchKeys } from '../../columnar/kernels/match-keys.ts';
import { columnVector } from '../../columnar/vector.ts';

/** Rows to work on between two yields: a few milliseconds. */
export const STEP_ROWS = 0x10000;

/**
 * The rows of a window in its order. Positions count from 0 in that order, over all partitions.
 * Peers are rows of one partition that are equal in the window's order.
 */
export interface WindowRows {
  readonly count: number;
  /** By position the row, as its columns have it. */
  readonly order: Uint32Array;
  readonly partitions: Runs;
  readonly peers: Runs;
}

/** Positions cut into runs. */
export interface Runs {
  /** The first position of each run, then the number of positions. */
  readonly starts: Uint32Array;
  /** The run of each position. */
  readonly of: Uint32Array;
}

/**
 * Find the partitions and peers among rows that are in order of `partition`, then `order`. Values
 * are equal as GROUP BY has it: NULL equals NULL. Yields every few milliseconds.
 */
export function* findRuns(
  order: Uint32Array,
  partition: readonly Column[],
  keys: readonly Column[],
): Generator<void, WindowRows> {
  const count = order.length;
  const sameAsBefore = new Uint8Array(count).fill(1, 1);
  yield* compareWithBefore(order, partition, sameAsBefore);
  const partitions = runsOf(sameAsBefore);
  yield;
  if (keys.length === 0) return { count, order, partitions, peers: partitions };
  yield* compareWithBefore(order, keys, sameAsBefore);
  return { count, order, partitions, peers: runsOf(sameAsBefore) };
}

/** Clear the mark of each position whose row differs in one of `columns` from the row before. */
function* compareWithBefore(
  order: Uint32Array,
  columns: readonly Column[],
  marks: Uint8Array,
): Generator<void, void> {
  const before = new Int32Array(order.buffer, order.byteOffset, order.length);
  for (let from = 1; from < order.length; from += STEP_ROWS) {
    const end = Math.min(from + STEP_ROWS, order.length);
    const slots = order.subarray(from, end);
    const pairs = {
      slots,
      rows: before.subarray(from - 1, end - 1),
      matches: marks.subarray(from, end),
    };
    for (const column of columns) matchKeys(columnVector(column), column, pairs);
    yield;
  }
}

function runsOf(sameAsBefore: Uint8Array): Runs {
  const count = sameAsBefore.length;
  const of = new Uint32Array(count);
  let run = -1;
  for (let position = 0; position < count; position++) {
    run += 1 - sameAsBefore[position];
    of[position] = run;
  }
  const starts = new Uint32Array(run + 2);
  starts[run + 1] = count;
  for (let position = count - 1; position >= 0; position--) starts[of[position]] = position;
  return { starts, of };
}

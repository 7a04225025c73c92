import { BATCH_ROWS } from '../../columnar/batch.ts';

/** Pairs of a slot of the left batch and a stored row of the right side. */
export interface Pairs {
  readonly slots: Uint32Array;
  readonly rows: Uint32Array;
}

/** Gives all pairs of one left batch part by part; `undefined` at the end. Parts are reused. */
export type PairSource = () => Pairs | undefined;

/** Left rows of which no further pairs are wanted; asked between parts. */
export type IsDone = (slot: number) => boolean;

const neverDone: IsDone = () => false;

/** Slot with slot in the order of the left rows: each with its chain of stored rows. */
export function chainPairs(
  slots: Uint32Array,
  first: (slot: number) => number,
  next: Int32Array,
  isDone: IsDone = neverDone,
): PairSource {
  const left = new Uint32Array(BATCH_ROWS);
  const right = new Uint32Array(BATCH_ROWS);
  let position = 0;
  let row = slots.length === 0 ? -1 : first(slots[0]);
  return () => {
    let count = 0;
    if (row >= 0 && isDone(slots[position])) row = -1;
    while (position < slots.length && count < BATCH_ROWS) {
      const slot = slots[position];
      for (; row >= 0 && count < BATCH_ROWS; row = next[row]) {
        left[count] = slot;
        right[count++] = row;
      }
      if (row < 0 && ++position < slots.length) row = first(slots[position]);
    }
    return partOf(left, right, count);
  };
}

/** Every slot with every one of `rowCount` stored rows. */
export function crossPairs(
  slots: Uint32Array,
  rowCount: number,
  isDone: IsDone = neverDone,
): PairSource {
  const left = new Uint32Array(BATCH_ROWS);
  const right = new Uint32Array(BATCH_ROWS);
  let position = 0;
  let row = 0;
  return () => {
    let count = 0;
    if (row > 0 && isDone(slots[position])) {
      row = 0;
      position++;
    }
    while (position < slots.length && count < BATCH_ROWS && rowCount > 0) {
      const end = Math.min(rowCount, row + BATCH_ROWS - count);
      left.fill(slots[position], count, count + end - row);
      while (row < end) right[count++] = row++;
      if (row === rowCount) {
        row = 0;
        position++;
      }
    }
    return partOf(left, right, count);
  };
}

function partOf(left: Uint32Array, right: Uint32Array, count: number): Pairs | undefined {
  if (count === 0) return undefined;
  return { slots: left.subarray(0, count), rows: right.subarray(0, count) };
}

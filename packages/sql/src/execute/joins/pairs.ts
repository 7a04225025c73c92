import { BATCH_ROWS } from '../../columnar/batch.ts';

/** Pairs of a slot of the left batch and a stored row of the right side. */
export interface Pairs {
  readonly slots: Uint32Array;
  readonly rows: Uint32Array;
  /** No slot is there twice; they ascend. */
  readonly areSingle: boolean;
  /** The stored rows by slot, as far as they are at hand; what is not in `slots` has any. */
  readonly bySlot?: Uint32Array;
}

/** Gives all pairs of one left batch part by part; `undefined` at the end. Parts are reused. */
export type PairSource = () => Pairs | undefined;

/** Left rows of which no further pairs are wanted; asked between parts. */
export type IsDone = (slot: number) => boolean;

/** No pairs at all. */
export const noPairs: PairSource = () => undefined;

const neverDone: IsDone = () => false;

/**
 * Every slot that has a partner with its only one; `rows` has the partners by slot, -1 for none, and
 * is given away.
 */
export function singlePairs(slots: Uint32Array, rows: Int32Array<ArrayBuffer>): PairSource {
  let part = haveAllPartners(slots, rows)
    ? allPairs(slots, new Uint32Array(rows.buffer))
    : foundPairs(slots, rows);
  return () => {
    const given = part;
    part = undefined;
    return given;
  };
}

function haveAllPartners(slots: Uint32Array, rows: Int32Array): boolean {
  let missing = 0;
  for (let k = 0; k < slots.length; k++) missing += rows[slots[k]] >>> 31;
  return missing === 0;
}

function allPairs(slots: Uint32Array, bySlot: Uint32Array): Pairs {
  const areAll = slots.length === bySlot.length;
  const rows = areAll ? bySlot : slots.map((slot) => bySlot[slot]);
  return { slots, rows, areSingle: true, bySlot };
}

function foundPairs(slots: Uint32Array, rows: Int32Array): Pairs | undefined {
  const left = new Uint32Array(slots.length);
  const right = new Uint32Array(slots.length);
  let count = 0;
  for (let k = 0; k < slots.length; k++) {
    const row = rows[slots[k]];
    left[count] = slots[k];
    right[count] = row;
    count += row < 0 ? 0 : 1;
  }
  return partOf(left, right, count, true);
}

/**
 * Slot with slot in the order of the left rows: each with its chain of stored rows. `first` has the
 * first row by slot, -1 for none, and is left as it is until all parts are given.
 */
export function chainPairs(
  slots: Uint32Array,
  first: Int32Array,
  next: Int32Array,
  isDone: IsDone = neverDone,
): PairSource {
  const left = new Uint32Array(BATCH_ROWS);
  const right = new Uint32Array(BATCH_ROWS);
  let position = 0;
  let row = slots.length === 0 ? -1 : first[slots[0]];
  return () => {
    let count = 0;
    if (row >= 0 && isDone(slots[position])) row = -1;
    while (position < slots.length && count < BATCH_ROWS) {
      const slot = slots[position];
      for (; row >= 0 && count < BATCH_ROWS; row = next[row]) {
        left[count] = slot;
        right[count++] = row;
      }
      if (row < 0 && ++position < slots.length) row = first[slots[position]];
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

function partOf(
  left: Uint32Array,
  right: Uint32Array,
  count: number,
  areSingle = false,
): Pairs | undefined {
  if (count === 0) return undefined;
  return { slots: left.subarray(0, count), rows: right.subarray(0, count), areSingle };
}

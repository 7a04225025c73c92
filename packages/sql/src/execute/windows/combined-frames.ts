import assert from 'node:assert/strict';
import type { Column } from '../../columnar/column.ts';
import type { AggregateState } from '../aggregates/aggregate-state.ts';
import { type AggregateRows, numbersFrom, takeAll } from './aggregate-rows.ts';
import type { FrameParts } from './frame-parts.ts';

/** Children of a node. */
const FAN_OUT = 4;

/** Pairs of groups to combine at a time. */
const PAIRS = 0x4000;

/**
 * An aggregate over any frames by a segment tree (Leis, Kundhikanjana, Kemper, Neumann: "Efficient
 * Processing of Window Functions in Analytical SQL Queries", VLDB 2015): each node has what its four
 * children have, so a frame is put together from a number of nodes that grows with the logarithm of
 * its size. Groups of the state are, one after the other: a result per position, then the levels of
 * the tree, of which the lowest has a leaf per position. Yields every few milliseconds.
 */
export function* overFrames(
  rows: AggregateRows,
  partsAt: (position: number) => FrameParts,
): Generator<void, Column> {
  const { count } = rows.window;
  const levels = treeLevels(count);
  const groupCount = levels[levels.length - 1] + 1;
  const state = rows.createState();
  yield* takeAll(rows, state, numbersFrom(levels[0], count), groupCount);
  const pairs = new PairQueue(state, groupCount);
  for (let level = 0; level + 1 < levels.length; level++) {
    const size = levels[level + 1] - levels[level];
    for (let node = 0; node < size; node++) {
      const parent = levels[level + 1] + Math.floor(node / FAN_OUT);
      if (pairs.add(levels[level] + node, parent)) yield;
    }
    // The next level reads what this one has put together.
    pairs.flush();
  }
  for (let position = 0; position < count; position++) {
    const parts = partsAt(position);
    for (let part = 0; part < parts.count; part++) {
      addNodes(pairs, levels, parts.bounds[part * 2], parts.bounds[part * 2 + 1], position);
    }
    if (pairs.isLong) {
      pairs.flush();
      yield;
    }
  }
  pairs.flush();
  return state.finish(count);
}

/** The first group of each level from the leaves up; the last level is the root alone. */
function treeLevels(count: number): readonly number[] {
  const levels = [count];
  for (let size = count; size > 1; size = Math.ceil(size / FAN_OUT)) {
    levels.push(levels[levels.length - 1] + size);
  }
  return levels;
}

/** Let a result take in the nodes that together are the leaves [from, to). */
function addNodes(
  pairs: PairQueue,
  levels: readonly number[],
  from: number,
  to: number,
  result: number,
): void {
  let start = from;
  let end = to;
  for (let level = 0; start < end; level++) {
    const first = levels[level];
    while (start < end && start % FAN_OUT !== 0) pairs.add(first + start++, result);
    while (start < end && end % FAN_OUT !== 0) pairs.add(first + --end, result);
    start /= FAN_OUT;
    end /= FAN_OUT;
  }
}

/** Pairs of groups, handed to the state many at a time. */
class PairQueue {
  readonly #state: AggregateState;
  readonly #groupCount: number;
  readonly #from = new Int32Array(PAIRS * 2);
  readonly #into = new Int32Array(PAIRS * 2);
  #size = 0;

  constructor(state: AggregateState, groupCount: number) {
    this.#state = state;
    this.#groupCount = groupCount;
  }

  get isLong(): boolean {
    return this.#size >= PAIRS;
  }

  /** Whether that filled the queue, which is empty again now. */
  add(from: number, into: number): boolean {
    this.#from[this.#size] = from;
    this.#into[this.#size++] = into;
    if (this.#size < this.#from.length) return false;
    this.flush();
    return true;
  }

  flush(): void {
    assert(this.#state.combine !== undefined, 'the aggregate combines groups');
    if (this.#size === 0) return;
    this.#state.combine({
      from: this.#from.subarray(0, this.#size),
      into: this.#into.subarray(0, this.#size),
      groupCount: this.#groupCount,
    });
    this.#size = 0;
  }
}

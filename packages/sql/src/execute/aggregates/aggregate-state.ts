import type { Column } from '../../columnar/column.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { AggregateCall } from '../../plan/plan.ts';

/** Which rows of a batch an aggregate takes, and the group of each. */
export interface GroupedRows {
  /** Slots of the rows, in the order in which they are taken in. */
  readonly slots: Uint32Array;
  /** Group number by slot; `undefined` when there is one group, number 0. */
  readonly groupOf: Int32Array | undefined;
  /** Groups seen so far: all numbers are below. */
  readonly groupCount: number;
}

/** What decides how an aggregate call is computed. */
export type AggregateKind = Pick<AggregateCall, 'function' | 'distinct' | 'orderBy'>;

/** Groups that are to take in what others have taken in. */
export interface GroupPairs {
  readonly from: Int32Array;
  readonly into: Int32Array;
  /** All numbers are below. */
  readonly groupCount: number;
}

/** The running values of one aggregate for all groups. */
export interface AggregateState {
  /**
   * Take rows in. `inputs` are the call's arguments, then its sort keys; none for COUNT(*). NULLs
   * are left out where the function leaves them out. Throws SQL_OUT_OF_RANGE.
   */
  update(inputs: readonly Vector[], rows: GroupedRows): void;
  /** What it keeps besides a few words per group, in bytes; absent: nothing. */
  memoryBytes?(): number;
  /** What there is to do between the last `update` and `finish`, in steps of a few milliseconds. */
  settle?(groupCount: number): Generator<void, void>;
  /**
   * The results of groups 0 … groupCount - 1, typed as the function's result; groups that took
   * nothing in are 0 for COUNT, NULL for nearly all others. Throws SQL_OUT_OF_RANGE.
   */
  finish(groupCount: number): Column;
  /**
   * Group `into[k]` takes in what group `from[k]` has taken in, which keeps it: pair after pair.
   * Throws nothing: `finish` finds what has overflowed. Absent where the order of rows matters or
   * this would not be cheaper than taking them in again.
   */
  combine?(pairs: GroupPairs): void;
}

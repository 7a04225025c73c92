import type { BoundColumn } from '../../plan/expression.ts';

/**
 * Columns that stand for calls while the rest of a SELECT is bound, until the plan has a node that
 * computes them. Their indexes are above those of all other columns.
 */
interface CollectedColumns {
  /** The index of the column that stands for call number `number`. */
  readonly at: (number: number) => number;
  /** The number of the call that a column stands for; `undefined` for other columns. */
  readonly numberOf: (column: BoundColumn) => number | undefined;
}

/** More than a statement has calls. */
const RANGE = 2 ** 30;

/** For window functions. */
export const windowColumns = collected(RANGE);

/** For set-returning functions. */
export const setColumns = collected(2 * RANGE);

/** Whether a column stands for a call. */
export function isCollected({ index }: BoundColumn): boolean {
  return index >= RANGE;
}

function collected(base: number): CollectedColumns {
  return {
    at: (number) => base + number,
    numberOf: ({ index }) => (index >= base && index < base + RANGE ? index - base : undefined),
  };
}

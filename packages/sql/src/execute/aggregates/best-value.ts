import type { Column } from '../../columnar/column.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { GroupedRows, GroupPairs } from './aggregate-state.ts';

/** The best value per group, by layout. */
export interface Extreme {
  /** Take rows in, none of them NULL. */
  add(argument: Vector, rows: GroupedRows): void;
  combine(pairs: GroupPairs): void;
  /** The best values; NULL for groups that took nothing in. */
  finish(groupCount: number): Column;
  /** What it keeps besides a few words per group, in bytes; absent: nothing. */
  memoryBytes?(): number;
}

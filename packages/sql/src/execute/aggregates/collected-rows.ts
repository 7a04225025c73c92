import { buildersMemory, type ColumnBuilder, createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { growInt32 } from '../../columnar/grow.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import type { SortKey } from '../../plan/plan.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { SortColumn } from '../sorting/sort-column.ts';
import { sortRows } from '../sorting/sort-rows.ts';
import type { GroupedRows } from './aggregate-state.ts';

const FIRST_CAPACITY = 64;

/** What bringing them in order takes per row: the order and prefixes, and copies of both. */
const ORDER_BYTES = 24;

/** How a column of collected rows is sorted by. */
export interface CollectedKey extends Pick<SortKey, 'descending' | 'nullsFirst'> {
  /** Index of the column. */
  readonly index: number;
}

/** Rows of all groups, group by group. */
export interface RowsByGroup {
  readonly columns: readonly Column[];
  /** The group of each row, by row. */
  readonly groupOf: Int32Array;
  /** Rows in the order of their groups, within a group as wanted. */
  readonly order: Uint32Array;
  /** Where in `order` a group starts; one more than there are groups. */
  readonly starts: Uint32Array;
}

/** Rows with their groups, kept until all are there: for aggregates that need them in order. */
export class CollectedRows {
  readonly #columns: readonly ColumnBuilder[];
  #groups: Int32Array = new Int32Array(FIRST_CAPACITY);
  #length = 0;

  constructor(types: readonly SqlType[]) {
    this.#columns = types.map((type) => createBuilder(type, FIRST_CAPACITY));
  }

  /** Memory that they take and that ordering them will take, in bytes. */
  get memoryBytes(): number {
    const kept = buildersMemory(this.#columns) + this.#groups.byteLength;
    return kept + this.#length * ORDER_BYTES;
  }

  /** Append rows; `vectors` has one per column. */
  append(vectors: readonly Vector[], { slots, groupOf }: GroupedRows): void {
    this.#groups = growInt32(this.#groups, this.#length + slots.length);
    if (groupOf !== undefined) {
      for (let k = 0; k < slots.length; k++) this.#groups[this.#length + k] = groupOf[slots[k]];
    }
    for (let index = 0; index < vectors.length; index++) {
      this.#columns[index].appendSlots(vectors[index], slots);
    }
    this.#length += slots.length;
  }

  /**
   * The rows by group, in the order of `keys`, those with equal keys as they came. Yields every few
   * milliseconds.
   */
  *byGroup(keys: readonly CollectedKey[], groupCount: number): Generator<void, RowsByGroup> {
    const columns = this.#columns.map((column): Column => column.finish());
    const groupOf = this.#groups.subarray(0, this.#length);
    const starts = startsOf(groupOf, groupCount);
    const order =
      keys.length === 0
        ? countingSort(groupOf, starts)
        : yield* sortRows(sortColumns(columns, keys, groupOf, groupCount), groupOf.length);
    return { columns, groupOf, order, starts };
  }
}

function sortColumns(
  columns: readonly Column[],
  keys: readonly CollectedKey[],
  groupOf: Int32Array,
  groupCount: number,
): SortColumn[] {
  const sorted = keys.map(({ index, descending, nullsFirst }) => {
    return { column: columns[index], descending, nullsFirst };
  });
  if (groupCount === 1) return sorted;
  return [{ column: groupColumn(groupOf), descending: false, nullsFirst: false }, ...sorted];
}

function groupColumn(values: Int32Array): Column {
  const { length } = values;
  return { layout: 'int32', type: sqlTypes.int, length, validity: undefined, values };
}

function startsOf(groupOf: Int32Array, groupCount: number): Uint32Array {
  const starts = new Uint32Array(groupCount + 1);
  for (let row = 0; row < groupOf.length; row++) starts[groupOf[row] + 1]++;
  for (let group = 0; group < groupCount; group++) starts[group + 1] += starts[group];
  return starts;
}

function countingSort(groupOf: Int32Array, starts: Uint32Array): Uint32Array {
  const next = starts.slice();
  const order = new Uint32Array(groupOf.length);
  for (let row = 0; row < groupOf.length; row++) order[next[groupOf[row]]++] = row;
  return order;
}

/** The columns as vectors. */
export function collectedVectors({ columns }: RowsByGroup): Vector[] {
  return columns.map(columnVector);
}

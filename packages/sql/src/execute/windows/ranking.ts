import { Float64Builder } from '../../columnar/builders/float64-builder.ts';
import type { Column } from '../../columnar/column.ts';
import { wordsOf } from '../../columnar/layout.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { STEP_ROWS, type WindowRows } from './window-rows.ts';

/** What a ranking function gives at a position. */
type Rank = (position: number) => number;

/** ROW_NUMBER: 1, 2, 3 … in each partition. */
export function rowNumber({ partitions: { starts, of } }: WindowRows): Rank {
  return (position) => position - starts[of[position]] + 1;
}

/** RANK: one more than the rows before the position's peers. */
export function rank({ partitions, peers }: WindowRows): Rank {
  return (position) =>
    peers.starts[peers.of[position]] - partitions.starts[partitions.of[position]] + 1;
}

/** DENSE_RANK: the number of the position's peers among the partition's. */
export function denseRank({ partitions, peers }: WindowRows): Rank {
  return (position) =>
    peers.of[position] - peers.of[partitions.starts[partitions.of[position]]] + 1;
}

/** PERCENT_RANK: (rank - 1) / (rows of the partition - 1), 0 in a partition of one row. */
export function percentRank(rows: WindowRows): Rank {
  const rankAt = rank(rows);
  const { starts, of } = rows.partitions;
  return (position) => {
    const partition = of[position];
    const size = starts[partition + 1] - starts[partition];
    return size <= 1 ? 0 : (rankAt(position) - 1) / (size - 1);
  };
}

/** CUME_DIST: the part of the partition's rows that are before the position or its peers. */
export function cumulativeDistribution({ partitions, peers }: WindowRows): Rank {
  const { starts, of } = partitions;
  return (position) => {
    const partition = of[position];
    const first = starts[partition];
    return (peers.starts[peers.of[position] + 1] - first) / (starts[partition + 1] - first);
  };
}

/** The ranks of all positions as BIGINT. Yields every few milliseconds. */
export function* bigintColumn(count: number, rankAt: Rank): Generator<void, Column> {
  const values = new BigInt64Array(count);
  const words = wordsOf(values);
  for (let from = 0; from < count; from += STEP_ROWS) {
    const end = Math.min(from + STEP_ROWS, count);
    for (let position = from; position < end; position++) words[position * 2] = rankAt(position);
    yield;
  }
  const type = sqlTypes.bigint;
  return { layout: 'int64', type, length: count, validity: undefined, values };
}

/** The ranks of all positions as DOUBLE. Yields every few milliseconds. */
export function* doubleColumn(count: number, rankAt: Rank): Generator<void, Column> {
  const builder = new Float64Builder(sqlTypes.double, count);
  for (let from = 0; from < count; from += STEP_ROWS) {
    const end = Math.min(from + STEP_ROWS, count);
    for (let position = from; position < end; position++) builder.appendFloat64(rankAt(position));
    yield;
  }
  return builder.finish();
}

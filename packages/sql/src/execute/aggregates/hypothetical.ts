import { Float64Builder } from '../../columnar/builders/float64-builder.ts';
import { Int64Builder } from '../../columnar/builders/int64-builder.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { type RowComparator, rowComparator } from '../sorting/sort-column.ts';
import type { AggregateKind } from './aggregate-state.ts';
import type { RowsByGroup } from './collected-rows.ts';
import type { OrderedSetResult } from './ordered-set-result.ts';

/** RANK and (`dense`) DENSE_RANK that the direct arguments would have among the rows. */
export function hypotheticalRank(dense: boolean): OrderedSetResult {
  return (rows, call, groupCount) => {
    const builder = new Int64Builder(sqlTypes.bigint, groupCount);
    const compare = comparators(rows, call);
    for (let group = 0; group < groupCount; group++) {
      const { before } = standing(rows, group, compare.toDirect);
      const rank = dense ? distinctCount(rows, group, before, compare.ofRows) : before;
      builder.appendInt64(BigInt(rank + 1));
    }
    return builder.finish();
  };
}

/** PERCENT_RANK: the share of the rows before; 0 among none. */
export const hypotheticalPercentRank: OrderedSetResult = (rows, call, groupCount) => {
  const builder = new Float64Builder(sqlTypes.double, groupCount);
  const { toDirect } = comparators(rows, call);
  for (let group = 0; group < groupCount; group++) {
    const { before, count } = standing(rows, group, toDirect);
    builder.appendFloat64(count === 0 ? 0 : before / count);
  }
  return builder.finish();
};

/** CUME_DIST: the share of the rows before and equal, the hypothetical one being one of all. */
export const hypotheticalCumeDist: OrderedSetResult = (rows, call, groupCount) => {
  const builder = new Float64Builder(sqlTypes.double, groupCount);
  const { toDirect } = comparators(rows, call);
  for (let group = 0; group < groupCount; group++) {
    const { before, equal, count } = standing(rows, group, toDirect);
    builder.appendFloat64((before + equal + 1) / (count + 1));
  }
  return builder.finish();
};

interface Comparators {
  /** A row's sort keys against another's direct arguments. */
  readonly toDirect: RowComparator;
  readonly ofRows: RowComparator;
}

function comparators({ columns }: RowsByGroup, { orderBy }: AggregateKind): Comparators {
  const width = orderBy.length;
  const direct = orderBy.map((key, index) => ({ ...key, column: columns[index] }));
  const keys = orderBy.map((key, index) => ({ ...key, column: columns[width + index] }));
  return { toDirect: rowComparator(keys, direct), ofRows: rowComparator(keys, keys) };
}

interface Standing {
  readonly before: number;
  readonly equal: number;
  readonly count: number;
}

/** How many rows of a group stand before its direct arguments, which are the same in each row. */
function standing({ order, starts }: RowsByGroup, group: number, compare: RowComparator): Standing {
  const start = starts[group];
  const count = starts[group + 1] - start;
  let before = 0;
  while (before < count && compare(order[start + before], order[start]) < 0) before++;
  let equal = 0;
  while (before + equal < count && compare(order[start + before + equal], order[start]) === 0) {
    equal++;
  }
  return { before, equal, count };
}

/** How many different ones there are among the first `count` rows of a group. */
function distinctCount(
  { order, starts }: RowsByGroup,
  group: number,
  count: number,
  compare: RowComparator,
): number {
  let distinct = 0;
  for (let index = 0; index < count; index++) {
    const at = starts[group] + index;
    if (index === 0 || compare(order[at - 1], order[at]) !== 0) distinct++;
  }
  return distinct;
}

import { createBuilder } from '../../columnar/builder.ts';
import { rowComparator } from '../sorting/sort-column.ts';
import type { OrderedSetResult } from './ordered-set-result.ts';

/** MODE: the most frequent value, of several the first in the order. */
export const mode: OrderedSetResult = (rows, { function: { returns } }, groupCount) => {
  const { order, starts, columns } = rows;
  const key = [{ column: columns[0], descending: false, nullsFirst: false }];
  const compare = rowComparator(key, key);
  const builder = createBuilder(returns, groupCount);
  for (let group = 0; group < groupCount; group++) {
    let best = starts[group];
    let bestLength = 0;
    for (let start = best; start < starts[group + 1]; ) {
      let end = start + 1;
      while (end < starts[group + 1] && compare(order[start], order[end]) === 0) end++;
      if (end - start > bestLength) {
        best = start;
        bestLength = end - start;
      }
      start = end;
    }
    if (bestLength === 0) builder.appendNull();
    else builder.appendSlot(columns[0], order[best]);
  }
  return builder.finish();
};

import { BATCH_ROWS } from '../../columnar/batch.ts';
import type { SortKey } from '../../plan/plan.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { AggregateState } from './aggregate-state.ts';
import { CollectedRows, collectedVectors } from './collected-rows.ts';

/** An aggregate with ORDER BY: keeps its rows, and feeds them to `inner` in order at the end. */
export function createOrdered(
  types: readonly SqlType[],
  orderBy: readonly SortKey[],
  inner: AggregateState,
): AggregateState {
  const rows = new CollectedRows([...types, ...orderBy.map(({ expression }) => expression.type)]);
  const keys = orderBy.map(({ descending, nullsFirst }, index) => {
    return { index: types.length + index, descending, nullsFirst };
  });
  return {
    update: (inputs, taken) => rows.append(inputs, taken),
    memoryBytes: () => rows.memoryBytes + (inner.memoryBytes?.() ?? 0),
    settle: function* settle(groupCount) {
      const sorted = yield* rows.byGroup(keys, groupCount);
      const { groupOf, order } = sorted;
      const values = collectedVectors(sorted).slice(0, types.length);
      for (let start = 0; start < order.length; start += BATCH_ROWS) {
        const slots = order.subarray(start, start + BATCH_ROWS);
        inner.update(values, { slots, groupOf, groupCount });
        yield;
      }
      yield* inner.settle?.(groupCount) ?? [];
    },
    finish: (groupCount) => inner.finish(groupCount),
  };
}

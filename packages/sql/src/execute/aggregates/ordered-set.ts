import assert from 'node:assert/strict';
import type { Vector } from '../../columnar/vector.ts';
import type { AggregateCall } from '../../plan/plan.ts';
import type { AggregateKind, AggregateState, GroupedRows } from './aggregate-state.ts';
import { CollectedRows, type RowsByGroup } from './collected-rows.ts';
import { hypotheticalCumeDist, hypotheticalPercentRank, hypotheticalRank } from './hypothetical.ts';
import { mode } from './mode.ts';
import type { OrderedSetResult } from './ordered-set-result.ts';
import { continuousPercentile, discretePercentile } from './percentile.ts';
import { presentRows } from './present-rows.ts';

/** An ordered-set aggregate: keeps its rows, sorts those of each group and looks at them then. */
export function createOrderedSet(call: AggregateKind): AggregateState {
  const result = resultOf(call);
  const direct = call.function.parameters;
  const types = call.orderBy.map(({ expression }) => expression.type);
  const isHypothetical = call.function.within === 'hypothetical';
  const directTypes = isHypothetical ? types : direct;
  const rows = new CollectedRows([...directTypes, ...types]);
  const keys = call.orderBy.map(({ descending, nullsFirst }, index) => {
    return { index: directTypes.length + index, descending, nullsFirst };
  });
  let sorted: RowsByGroup | undefined;
  return {
    update: (inputs, taken) =>
      rows.append(inputs, isHypothetical ? taken : withKey(inputs[direct.length], taken)),
    memoryBytes: () => rows.memoryBytes,
    settle: function* settle(groupCount) {
      sorted = yield* rows.byGroup(keys, groupCount);
    },
    finish: (groupCount) => {
      assert(sorted !== undefined, 'rows are brought in order before the end');
      return result(sorted, call, groupCount);
    },
  };
}

/** All but the hypothetical ones leave NULLs out. */
function withKey(key: Vector, taken: GroupedRows): GroupedRows {
  return presentRows(key, taken);
}

function resultOf({ function: { name } }: Pick<AggregateCall, 'function'>): OrderedSetResult {
  switch (name) {
    case 'percentile_cont':
      return continuousPercentile;
    case 'percentile_disc':
      return discretePercentile;
    case 'mode':
      return mode;
    case 'rank':
      return hypotheticalRank(false);
    case 'dense_rank':
      return hypotheticalRank(true);
    case 'percent_rank':
      return hypotheticalPercentRank;
    case 'cume_dist':
      return hypotheticalCumeDist;
    default:
      return assert.fail(`no result of the ordered-set aggregate ${name}`);
  }
}

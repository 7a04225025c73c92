import { asFloat64 } from '../../columnar/layout.ts';
import { isFloatOf } from '../../types/number-text.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { DoubleSum } from './double-sum.ts';
import { growFloat64 } from './grow.ts';

/** Sums of floats per group, in row order, each step rounded to 32 bits as PostgreSQL does. */
export function createFloatSum(): DoubleSum {
  let sums: Float64Array = new Float64Array(1);
  return {
    add: ({ column, mask }, { slots, groupOf, groupCount }) => {
      sums = growFloat64(sums, groupCount);
      const { values } = asFloat64(column);
      for (let k = 0; k < slots.length; k++) {
        const group = groupOf === undefined ? 0 : groupOf[slots[k]];
        const wide = sums[group] + values[slots[k] & mask];
        const sum = Math.fround(wide);
        if (!isFloatOf(sum, wide)) throw outOfRange(sqlTypes.float);
        sums[group] = sum;
      }
    },
    total: (group) => sums[group] ?? 0,
  };
}

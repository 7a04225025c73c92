import { growFloat64 } from '../../columnar/grow.ts';
import { asFloat64 } from '../../columnar/layout.ts';
import { isFloatOf } from '../../types/number-text.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { outOfRange } from '../../types/value-error.ts';
import type { DoubleSum } from './double-sum.ts';
import { createSeen } from './seen.ts';

/** Sums of floats per group, in row order, each step rounded to 32 bits as PostgreSQL does. */
export function createFloatSum(): DoubleSum {
  let sums: Float64Array = new Float64Array(1);
  const overflowed = createSeen();
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
    combine: ({ from, into, groupCount }) => {
      sums = growFloat64(sums, groupCount);
      for (let k = 0; k < from.length; k++) {
        const wide = sums[from[k]] + sums[into[k]];
        const sum = Math.fround(wide);
        if (!isFloatOf(sum, wide)) overflowed.flags(groupCount)[into[k]] = 1;
        if (overflowed.has(from[k])) overflowed.flags(groupCount)[into[k]] = 1;
        sums[into[k]] = sum;
      }
    },
    total: (group) => {
      if (overflowed.has(group)) throw outOfRange(sqlTypes.float);
      return sums[group] ?? 0;
    },
  };
}

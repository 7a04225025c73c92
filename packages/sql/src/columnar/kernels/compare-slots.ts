import type { Comparison, Comparisons } from './comparison.ts';
import { slotComparator } from './slot-order.ts';

/** Comparisons of decimals, arrays and intervals, by `slotComparator`. */
export const compareSlots: Comparisons = {
  equal: comparison((sign) => sign === 0),
  unequal: comparison((sign) => sign !== 0),
  less: comparison((sign) => sign < 0),
  lessOrEqual: comparison((sign) => sign <= 0),
};

function comparison(holds: (sign: number) => boolean): Comparison {
  return (left, right, slots, out) => {
    const compare = slotComparator(left.column, right.column);
    let count = 0;
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k];
      const sign = compare(slot & left.mask, slot & right.mask);
      out[count] = slot;
      count += Number(holds(sign));
    }
    return count;
  };
}

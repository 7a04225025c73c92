import { asDecimal } from '../layout.ts';
import type { Comparison, Comparisons } from './comparison.ts';
import { compareDecimalSlots } from './decimal-order.ts';

/** Comparisons of decimals by value, whatever their scales. */
export const compareDecimalVectors: Comparisons = {
  equal: comparison((sign) => sign === 0),
  unequal: comparison((sign) => sign !== 0),
  less: comparison((sign) => sign < 0),
  lessOrEqual: comparison((sign) => sign <= 0),
};

function comparison(holds: (sign: number) => boolean): Comparison {
  return (left, right, slots, out) => {
    const [x, y] = [asDecimal(left.column), asDecimal(right.column)];
    let count = 0;
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k];
      const sign = compareDecimalSlots(x, slot & left.mask, y, slot & right.mask);
      out[count] = slot;
      count += Number(holds(sign));
    }
    return count;
  };
}

import { getBit } from '../bitmap.ts';
import { asBits } from '../layout.ts';
import type { Vector } from '../vector.ts';
import type { Comparison, Comparisons } from './comparison.ts';

/** Comparisons of booleans: false is less than true. */
export const compareBits: Comparisons = {
  equal: comparison((left, right) => left === right),
  unequal: comparison((left, right) => left !== right),
  less: comparison((left, right) => !left && right),
  lessOrEqual: comparison((left, right) => !left || right),
};

/** Comparing booleans is rare: one loop with a call will do. */
function comparison(holds: (left: boolean, right: boolean) => boolean): Comparison {
  return (left: Vector, right: Vector, slots, out) => {
    const leftBits = asBits(left.column).values;
    const rightBits = asBits(right.column).values;
    let count = 0;
    for (const slot of slots) {
      const x = getBit(leftBits, slot & left.mask);
      const y = getBit(rightBits, slot & right.mask);
      if (holds(x, y)) out[count++] = slot;
    }
    return count;
  };
}

import { asBytes } from '../layout.ts';
import type { Vector } from '../vector.ts';
import { compareRanges, equalRanges } from './byte-ranges.ts';
import type { Comparison, Comparisons } from './comparison.ts';

/** Comparisons of text, bytes and uuids, byte by byte: of text that is code point order. */
export const compareBytes: Comparisons = {
  equal: equality(true),
  unequal: equality(false),
  less: order(-1),
  lessOrEqual: order(0),
};

function equality(wanted: boolean): Comparison {
  return (left: Vector, right: Vector, slots, out) => {
    const a = asBytes(left.column);
    const b = asBytes(right.column);
    let count = 0;
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k];
      const i = slot & left.mask;
      const j = slot & right.mask;
      const start = a.offsets[i];
      const size = a.offsets[i + 1] - start;
      const other = b.offsets[j];
      const equal =
        size === b.offsets[j + 1] - other && equalRanges(a.data, start, b.data, other, size);
      out[count] = slot;
      count += Number(equal === wanted);
    }
    return count;
  };
}

function order(highest: -1 | 0): Comparison {
  return (left: Vector, right: Vector, slots, out) => {
    const a = asBytes(left.column);
    const b = asBytes(right.column);
    let count = 0;
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k];
      const i = slot & left.mask;
      const j = slot & right.mask;
      const x = a.offsets[i];
      const y = b.offsets[j];
      const sign = compareRanges(a.data, x, a.offsets[i + 1], b.data, y, b.offsets[j + 1]);
      out[count] = slot;
      count += Number(sign <= highest);
    }
    return count;
  };
}

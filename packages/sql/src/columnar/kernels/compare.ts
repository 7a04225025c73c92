import { type ColumnLayout, type SqlTypeKind, typeProperties } from '../../types/sql-type.ts';
import { selectPresent } from '../slots.ts';
import type { Vector } from '../vector.ts';
import { compareBits } from './compare-bits.ts';
import { compareBytes } from './compare-bytes.ts';
import { compareFloat64 } from './compare-float64.ts';
import { compareInt32 } from './compare-int32.ts';
import { compareInt64 } from './compare-int64.ts';
import { compareSlots } from './compare-slots.ts';
import type { Comparison, Comparisons } from './comparison.ts';
import { type BatchKernel, bitsFromSlots, strictValidity } from './kernel.ts';

const comparisons: Readonly<Record<ColumnLayout, Comparisons>> = {
  bits: compareBits,
  int32: compareInt32,
  int64: compareInt64,
  float64: compareFloat64,
  decimal: compareSlots,
  bytes: compareBytes,
  list: compareSlots,
};

/** Those of a type: intervals are equal and ordered otherwise than their bytes. */
function comparisonsOf(kind: SqlTypeKind): Comparisons {
  return kind === 'interval' ? compareSlots : comparisons[typeProperties[kind].layout];
}

/** The kernel of a comparison operator over two operands of one type; `undefined` for others. */
export function comparisonKernel(operator: string, kind: SqlTypeKind): BatchKernel | undefined {
  const table = comparisonsOf(kind);
  switch (operator) {
    case '=':
      return kernelOf(table.equal, false);
    case '<>':
      return kernelOf(table.unequal, false);
    case '<':
      return kernelOf(table.less, false);
    case '<=':
      return kernelOf(table.lessOrEqual, false);
    case '>':
      return kernelOf(table.less, true);
    case '>=':
      return kernelOf(table.lessOrEqual, true);
    default:
      return undefined;
  }
}

/** Slots of `slots` where two vectors of one type are equal and not NULL; `out` as in a kernel. */
export function selectEqual(
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Uint32Array,
): number {
  return selectStrict(comparisonsOf(left.column.type.kind).equal, left, right, slots, out);
}

function kernelOf(comparison: Comparison, swapped: boolean): BatchKernel {
  const [first, second] = swapped ? [1, 0] : [0, 1];
  const select: NonNullable<BatchKernel['select']> = (operands, slots, out) =>
    selectStrict(comparison, operands[first], operands[second], slots, out);
  return {
    total: true,
    select,
    evaluate: (operands, slots, length) => {
      const out = new Uint32Array(slots.length);
      const selected = out.subarray(0, select(operands, slots, out));
      return bitsFromSlots(selected, length, strictValidity(operands, length));
    },
  };
}

/** Leave out NULLs before comparing, so that the loops need not look for them. */
function selectStrict(
  comparison: Comparison,
  left: Vector,
  right: Vector,
  slots: Uint32Array,
  out: Uint32Array,
): number {
  let present = slots;
  for (const side of [left, right]) {
    if (side.column.validity === undefined) continue;
    present = out.subarray(0, selectPresent(side, present, out));
  }
  return comparison(left, right, present, out);
}

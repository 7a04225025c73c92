import { createBuilder } from '../../columnar/builder.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';

/** A vector that holds the result for some of the rows. */
export interface Part {
  readonly vector: Vector;
  readonly slots: Uint32Array;
}

/** One vector of `length` slots out of parts whose slots do not overlap. */
export function mergeParts(type: SqlType, parts: readonly Part[], length: number): Vector {
  if (parts.length === 1) return parts[0].vector;
  const partOf = new Int32Array(length).fill(-1);
  for (const [index, { slots }] of parts.entries()) {
    for (const slot of slots) partOf[slot] = index;
  }
  const builder = createBuilder(type, length);
  for (let slot = 0; slot < length; slot++) {
    if (partOf[slot] < 0) {
      builder.skipTo(slot + 1);
    } else {
      const { column, mask } = parts[partOf[slot]].vector;
      builder.appendSlot(column, slot & mask);
    }
  }
  return columnVector(builder.finish());
}

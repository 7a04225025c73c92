import { createBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { columnValue } from '../../columnar/column-value.ts';
import type { Vector } from '../../columnar/vector.ts';
import type { SqlType } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';

/** A column of `length` slots whose slots `slots` are computed one by one from operand values. */
export function mapSlots(
  type: SqlType,
  operands: readonly Vector[],
  slots: Uint32Array,
  length: number,
  compute: (values: readonly Value[]) => Value,
): Column {
  const builder = createBuilder(type, length);
  for (const slot of slots) {
    const values = operands.map(({ column, mask }) => columnValue(column, slot & mask));
    builder.skipTo(slot);
    builder.append(compute(values));
  }
  builder.skipTo(length);
  return builder.finish();
}

import { columnFromValues } from '../../columnar/batch-rows.ts';
import { columnValue } from '../../columnar/column-value.ts';
import { columnVector, type Vector } from '../../columnar/vector.ts';
import { castFunction } from '../../types/coerce.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';

/**
 * A vector of which two values are equal only if no expression can tell them apart: -0 equals 0, but
 * is another text. `length` is that of the batch.
 */
export function exactKey(vector: Vector, slots: Uint32Array, length: number): Vector {
  const { column, mask } = vector;
  if (exactKeyType(column.type) === column.type) return vector;
  const toText = castFunction(column.type, sqlTypes.text);
  const texts: Value[] = new Array<Value>(length).fill(null);
  for (const slot of slots) {
    const value = columnValue(column, slot & mask);
    texts[slot] = value === null ? null : toText(value);
  }
  return columnVector(columnFromValues(sqlTypes.text, texts));
}

/** The type of the exact keys of values of a type. */
export function exactKeyType(type: SqlType): SqlType {
  return inexactKinds.has(type.kind) ? sqlTypes.text : type;
}

const inexactKinds: ReadonlySet<SqlType['kind']> = new Set([
  'float',
  'double',
  'decimal',
  'interval',
]);

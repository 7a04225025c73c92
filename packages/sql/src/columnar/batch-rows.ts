import type { SqlType } from '../types/sql-type.ts';
import type { Row, Value } from '../types/value.ts';
import type { Batch } from './batch.ts';
import { createBuilder } from './builder.ts';
import type { Column } from './column.ts';
import { columnValue } from './column-value.ts';
import { slotsOf } from './slots.ts';

/** A dense batch of `rows`, whose values are of `types` in order. */
export function batchFromRows(types: readonly SqlType[], rows: readonly Row[]): Batch {
  const builders = types.map((type) => createBuilder(type, rows.length));
  for (const row of rows) {
    for (let index = 0; index < builders.length; index++) builders[index].append(row[index]);
  }
  const columns = builders.map((builder) => builder.finish());
  return { columns, length: rows.length, selection: undefined };
}

/** The rows of a batch as values, in order. */
export function batchRows(batch: Batch): Row[] {
  return Array.from(slotsOf(batch), (slot) => rowAt(batch, slot));
}

/** The values of one slot, by column. */
export function rowAt(batch: Batch, slot: number): Row {
  return batch.columns.map((column) => columnValue(column, slot));
}

/** A column of `values`, all of `type`. */
export function columnFromValues(type: SqlType, values: readonly Value[]): Column {
  const builder = createBuilder(type, values.length);
  for (const value of values) builder.append(value);
  return builder.finish();
}

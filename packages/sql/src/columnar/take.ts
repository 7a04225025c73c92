import type { Batch } from './batch.ts';
import { createBuilder } from './builder.ts';
import { codedColumn, takeCodes } from './coded-column.ts';
import type { Column } from './column.ts';
import { columnVector, type Vector } from './vector.ts';

/** The values at `slots`, in that order (any order, repeats allowed), as a dense column. */
export function take(column: Column, slots: Uint32Array): Column {
  return takeVector(columnVector(column), slots);
}

/** As `take`, of a vector: a constant is repeated. */
export function takeVector(vector: Vector, slots: Uint32Array): Column {
  const { column, mask } = vector;
  if (column.layout === 'bytes' && column.coded !== undefined) {
    const { dictionary, codes } = column.coded;
    return codedColumn(column.type, { dictionary, codes: takeCodes(codes, mask, slots) });
  }
  const builder = createBuilder(vector.column.type, slots.length);
  builder.appendSlots(vector, slots);
  return builder.finish();
}

/** The rows of a batch without unused slots: the batch itself when it has no selection. */
export function takeBatch(batch: Batch): Batch {
  const { selection } = batch;
  if (selection === undefined) return batch;
  const columns = batch.columns.map((column) => take(column, selection));
  return { columns, length: selection.length, selection: undefined };
}

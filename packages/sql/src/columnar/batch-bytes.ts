import type { Batch } from './batch.ts';
import type { Column } from './column.ts';
import { listedBytes } from './decimal-words.ts';

/** Bytes that the slots of a batch take, the unselected ones too: what keeping it costs. */
export function batchBytes(batch: Batch): number {
  let bytes = 0;
  for (const column of batch.columns) bytes += columnBytes(column);
  return bytes;
}

function columnBytes(column: Column): number {
  const { length } = column;
  switch (column.layout) {
    case 'bits':
      return Math.ceil(length / 8);
    case 'int32':
      return length * 4;
    case 'int64':
    case 'float64':
      return length * 8;
    case 'decimal':
      return length * (column.scales === undefined ? 16 : 18) + listedBytes(column.listed);
    case 'bytes':
      return (
        length * (column.coded === undefined ? 4 : 8) + column.offsets[length] - column.offsets[0]
      );
    case 'list':
      return length * 4 + columnBytes(column.child);
    default:
      return column satisfies never;
  }
}

import type { Batch } from './batch.ts';
import type { Column } from './column.ts';
import { listedBytes } from './decimal-words.ts';

/** Bytes that the slots of a batch take, the unselected ones too: what keeping it costs. */
export function batchBytes(batch: Batch): number {
  let bytes = 0;
  for (const column of batch.columns) bytes += columnBytes(column);
  return bytes;
}

/**
 * Bytes that a copy of the values at `slots` takes beyond a few per slot, about: what texts and
 * arrays are made of.
 */
export function takenBytes(column: Column, slots: Uint32Array): number {
  if (column.layout !== 'bytes' && column.layout !== 'list') return 0;
  const { offsets, length } = column;
  let size = 0;
  for (const slot of slots) size += offsets[slot + 1] - offsets[slot];
  return size === 0 ? 0 : (size * columnBytes(column)) / (offsets[length] - offsets[0]);
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

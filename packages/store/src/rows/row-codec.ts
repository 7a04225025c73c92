import { asBuffer } from '../bytes-view.ts';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { checkRowHeader, DELETED_FLAG } from './row-format.ts';
import { createRowReader } from './row-reader.ts';

/** The sequence of the row version. Throws STORE_CORRUPT, STORE_FORMAT_UNKNOWN. */
export function rowSequence(bytes: Uint8Array): bigint {
  checkRowHeader(bytes);
  return asBuffer(bytes).readBigUInt64BE(0);
}

/** Whether this version says that the row is gone. Throws as rowSequence. */
export function rowDeleted(bytes: Uint8Array): boolean {
  checkRowHeader(bytes);
  return ((bytes[8] as number) & DELETED_FLAG) !== 0;
}

/** A copy of a row version with another sequence. */
export function withSequence(bytes: Uint8Array, sequence: bigint): Uint8Array {
  checkRowHeader(bytes);
  const copy = Buffer.from(bytes);
  copy.writeBigUInt64BE(sequence);
  return copy;
}

/**
 * The values of `columnIds`, as createRowReader reads them: for single rows. Whoever reads many
 * rows keeps the reader.
 */
export function decodeRow(
  bytes: Uint8Array,
  columnIds: readonly number[],
  types: readonly PhysicalType[],
  defaults: readonly StoredValue[] = [],
): StoredValue[] {
  return createRowReader(columnIds, types, defaults).read(bytes);
}

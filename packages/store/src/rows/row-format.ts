import { StoreError } from '../error.ts';

/**
 * Bytes of a row version:
 *
 *   sequence (u64 BE) | flags (u8) | fields, ascending by column id
 *   flags: bit 0 deleted, bits 1-3 zero, bits 4-7 format version (0)
 *   field: column id (varint) | tag (u8) | payload
 *
 * | tag | type    | payload                                      |
 * |-----|---------|----------------------------------------------|
 * | 0   | NULL    | -                                            |
 * | 1   | boolean | - (false)                                    |
 * | 2   | boolean | - (true)                                     |
 * | 3   | int32   | 4 bytes, little-endian                       |
 * | 4   | int64   | 8 bytes, little-endian                       |
 * | 5   | float64 | 8 bytes, little-endian IEEE 754              |
 * | 6   | utf8    | size in bytes (varint), bytes                |
 * | 7   | binary  | size in bytes (varint), bytes                |
 * | 8   | uuid    | 16 bytes                                     |
 * | 9   | decimal | size in bytes (varint), scale, unscaled number |
 *
 * A decimal's payload is described in decimal-bytes.ts. A varint holds 7 bits per byte, lowest first; all bytes but the last have bit 7 set; at most 5
 * bytes. Readers find fields by id and tag, so adding, dropping or moving columns rewrites nothing.
 */
export const rowTag = {
  NULL: 0,
  FALSE: 1,
  TRUE: 2,
  INT32: 3,
  INT64: 4,
  FLOAT64: 5,
  UTF8: 6,
  BINARY: 7,
  UUID: 8,
  DECIMAL: 9,
} as const;

/** Sequence and flags. */
export const ROW_HEADER_BYTES = 9;
export const DELETED_FLAG = 1;

export function corruptRow(bytes: Uint8Array, position: number, expected: string): StoreError {
  return new StoreError(
    'STORE_CORRUPT',
    `A row of ${bytes.length} bytes does not hold ${expected} at byte ${position}.`,
  );
}

/** Throws unless `bytes` begin with a row header that this version can read. */
export function checkRowHeader(bytes: Uint8Array): void {
  if (bytes.length < ROW_HEADER_BYTES) throw corruptRow(bytes, 0, 'a header');
  const flags = bytes[8] as number;
  if ((flags & ~DELETED_FLAG) === 0) return;
  throw new StoreError(
    'STORE_FORMAT_UNKNOWN',
    `A row has the flags ${flags}, which this version cannot read: was it written by a newer one?`,
  );
}

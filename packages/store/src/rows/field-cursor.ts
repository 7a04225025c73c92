import { checkRowHeader, corruptRow, ROW_HEADER_BYTES, rowTag } from './row-format.ts';

/** Payload bytes by tag; -1: a size comes first. */
const payloadSizes: readonly number[] = [0, 0, 0, 4, 8, 8, -1, -1, 16, -1];

/**
 * Where a reader stands in a row: the present field's id, tag and payload `start` … `end`. One
 * cursor is reused for all rows. It never points outside of the row.
 */
export interface FieldCursor {
  bytes: Uint8Array;
  columnId: number;
  tag: number;
  start: number;
  end: number;
}

export function createFieldCursor(): FieldCursor {
  return { bytes: new Uint8Array(), columnId: 0, tag: rowTag.NULL, start: 0, end: 0 };
}

/** Put the cursor before the first field of the row. Throws STORE_CORRUPT, STORE_FORMAT_UNKNOWN. */
export function startRow(cursor: FieldCursor, bytes: Uint8Array): void {
  checkRowHeader(bytes);
  cursor.bytes = bytes;
  cursor.columnId = 0;
  cursor.end = ROW_HEADER_BYTES;
}

/** Go to the next field; false when there is none. Throws STORE_CORRUPT. */
export function nextField(cursor: FieldCursor): boolean {
  const { bytes } = cursor;
  const position = cursor.end;
  if (position >= bytes.length) return false;
  const previousId = cursor.columnId;
  const id = bytes[position] as number;
  if (id < 0x80) {
    cursor.columnId = id;
    cursor.start = position + 1;
  } else {
    cursor.columnId = readVarint(cursor, position);
  }
  if (cursor.columnId <= previousId) throw corruptRow(bytes, position, 'an ascending column id');
  readTag(cursor);
  return true;
}

function readTag(cursor: FieldCursor): void {
  const { bytes, start } = cursor;
  const tag = bytes[start] ?? -1;
  let size = payloadSizes[tag];
  if (size === undefined) throw corruptRow(bytes, start, 'a known type tag');
  cursor.tag = tag;
  cursor.start = start + 1;
  if (size === -1) {
    size = bytes[start + 1] ?? 0x80;
    cursor.start = start + 2;
    if (size >= 0x80) size = readVarint(cursor, start + 1);
  }
  cursor.end = cursor.start + size;
  if (cursor.end > bytes.length) throw corruptRow(bytes, start, `${size} bytes of payload`);
}

/** The varint at `position`; `start` of the cursor is moved behind it. */
function readVarint(cursor: FieldCursor, position: number): number {
  const { bytes } = cursor;
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[position + index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      cursor.start = position + index + 1;
      return value;
    }
  }
  throw corruptRow(bytes, position, 'a varint');
}

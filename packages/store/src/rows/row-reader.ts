import { asBuffer } from '../bytes-view.ts';
import type { PhysicalType, StoredValue } from '../physical-type.ts';
import { readUuid } from '../uuid.ts';
import { DECIMAL_SIZE_BYTES, readDecimal, readScale, unscaledStart } from './decimal-bytes.ts';
import { createFieldCursor, type FieldCursor, nextField, startRow } from './field-cursor.ts';
import type { FieldSink } from './field-sink.ts';
import { corruptRow, rowTag } from './row-format.ts';

/** Reads a set of columns out of rows. */
export interface RowReader {
  /** The values by requested column. Throws STORE_CORRUPT, STORE_FORMAT_UNKNOWN. */
  read(bytes: Uint8Array): StoredValue[];
  /**
   * Give each requested column of the row to its sink: exactly one call per sink, in the order of
   * column ids. Throws as `read`, perhaps after some of the calls.
   */
  visit(bytes: Uint8Array, sinks: readonly FieldSink[]): void;
}

/** A requested column with its place in the request. */
interface Slot {
  readonly columnId: number;
  readonly type: PhysicalType;
  readonly index: number;
}

/**
 * A reader for the columns `columnIds` (any order, no duplicates) of `types`. A row that has no
 * field of a column, because it is older than the column, gets the column's value of `defaults`,
 * or NULL. Columns may have been of a narrower type: an int32 field may be read as int64, decimal or
 * float64, and an int64 field as decimal. Not reentrant: a sink must not use the reader.
 */
export function createRowReader(
  columnIds: readonly number[],
  types: readonly PhysicalType[],
  defaults: readonly StoredValue[] = [],
): RowReader {
  const slots = columnIds
    .map((columnId, index): Slot => ({ columnId, type: types[index] as PhysicalType, index }))
    .sort((a, b) => a.columnId - b.columnId);
  const fallback = columnIds.map((_, index) => defaults[index] ?? null);
  const cursor = createFieldCursor();
  return {
    read(bytes) {
      const buffer = asBuffer(bytes);
      const values = fallback.slice();
      startRow(cursor, buffer);
      for (const { columnId, index, type } of slots) {
        if (seek(cursor, columnId)) {
          values[index] = isNull(cursor, type) ? null : readers[type](cursor, buffer);
        }
      }
      return values;
    },
    visit(bytes, sinks) {
      const buffer = asBuffer(bytes);
      startRow(cursor, buffer);
      for (const { columnId, index, type } of slots) {
        const sink = sinks[index] as FieldSink;
        if (!seek(cursor, columnId)) sink.absent();
        else if (isNull(cursor, type)) sink.null();
        else visitors[type](cursor, buffer, sink);
      }
    },
  };
}

/** Move to the field of `columnId`; false, standing at or before the field behind it, if absent. */
function seek(cursor: FieldCursor, columnId: number): boolean {
  while (cursor.columnId < columnId) {
    if (!nextField(cursor)) return false;
  }
  return cursor.columnId === columnId;
}

/** Read a field that is not NULL and whose tag fits. */
const readers: Readonly<Record<PhysicalType, (cursor: FieldCursor, bytes: Buffer) => StoredValue>> =
  {
    boolean: ({ tag }) => tag === rowTag.TRUE,
    int32: ({ start }, bytes) => bytes.readInt32LE(start),
    int64: ({ start, tag }, bytes) =>
      tag === rowTag.INT32 ? BigInt(bytes.readInt32LE(start)) : bytes.readBigInt64LE(start),
    float64: ({ start, tag }, bytes) =>
      tag === rowTag.INT32 ? bytes.readInt32LE(start) : bytes.readDoubleLE(start),
    decimal: ({ start, end, tag }, bytes) =>
      tag === rowTag.DECIMAL ? readDecimal(bytes, start, end) : readInteger(bytes, start, tag),
    // An encoding that is not named is UTF-8, and the fastest way to it.
    utf8: ({ start, end }, bytes) => bytes.toString(undefined, start, end),
    binary: ({ start, end }, bytes) => Uint8Array.from(bytes.subarray(start, end)),
    uuid: ({ start }, bytes) => readUuid(bytes, start),
  };

type Visit = (cursor: FieldCursor, bytes: Buffer, sink: FieldSink) => void;

/** As `readers`, into a sink. */
const visitors: Readonly<Record<PhysicalType, Visit>> = {
  boolean: ({ tag }, _, sink) => sink.boolean(tag === rowTag.TRUE),
  int32: ({ start }, bytes, sink) => sink.int32(bytes.readInt32LE(start)),
  int64({ start, tag }, bytes, sink) {
    const low = bytes.readInt32LE(start);
    sink.int64(low, tag === rowTag.INT32 ? low >> 31 : bytes.readInt32LE(start + 4));
  },
  float64: ({ start, tag }, bytes, sink) =>
    sink.float64(tag === rowTag.INT32 ? bytes.readInt32LE(start) : bytes.readDoubleLE(start)),
  decimal: ({ start, end, tag }, bytes, sink) =>
    tag === rowTag.DECIMAL
      ? sink.decimal(bytes, unscaledStart(bytes, start), end, readScale(bytes, start))
      : sink.decimal(bytes, start, start + integerSize(tag), 0),
  utf8: ({ start, end }, bytes, sink) => sink.utf8(bytes, start, end),
  binary: ({ start, end }, bytes, sink) => sink.binary(bytes, start, end),
  uuid: ({ start, end }, bytes, sink) => sink.uuid(bytes, start, end),
};

/** The tag of each type's values; boolean's is its TRUE. */
const tagOfType: Readonly<Record<PhysicalType, number>> = {
  boolean: rowTag.TRUE,
  int32: rowTag.INT32,
  int64: rowTag.INT64,
  float64: rowTag.FLOAT64,
  decimal: rowTag.DECIMAL,
  utf8: rowTag.UTF8,
  binary: rowTag.BINARY,
  uuid: rowTag.UUID,
};

/** Tags of other types that a column may have had before it was widened. */
const narrowerTags: Readonly<Partial<Record<PhysicalType, readonly number[]>>> = {
  int64: [rowTag.INT32],
  float64: [rowTag.INT32],
  decimal: [rowTag.INT32, rowTag.INT64],
};

/** An int32 or int64 field as the text of a decimal. */
function readInteger(bytes: Buffer, start: number, tag: number): string {
  return String(tag === rowTag.INT32 ? bytes.readInt32LE(start) : bytes.readBigInt64LE(start));
}

function integerSize(tag: number): number {
  return tag === rowTag.INT32 ? 4 : 8;
}

/** Whether the field is NULL. Throws STORE_CORRUPT when its tag does not fit `type`. */
function isNull(cursor: FieldCursor, type: PhysicalType): boolean {
  const { tag } = cursor;
  if (tag === tagOfType[type]) {
    if (type === 'decimal') checkDecimalSize(cursor);
    return false;
  }
  if (tag === rowTag.NULL) return true;
  if (type === 'boolean' && tag === rowTag.FALSE) return false;
  if (narrowerTags[type]?.includes(tag)) return false;
  throw corruptRow(cursor.bytes, cursor.start, `a ${type} in column ${cursor.columnId}`);
}

function checkDecimalSize({ bytes, start, end }: FieldCursor): void {
  if (end > unscaledStart(bytes, start) && end - start <= DECIMAL_SIZE_BYTES) return;
  throw corruptRow(bytes, start, 'a decimal of 1 to 416 bytes');
}

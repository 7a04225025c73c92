import type { SqlType } from '../types/sql-type.ts';
import type { ListedNumbers } from './decimal-words.ts';

/**
 * Values of one column in Apache Arrow's buffer layout (arrow.apache.org/docs/format/Columnar).
 * `validity` is a bitmap, least significant bit first, 1 = present; `undefined` when no value is
 * NULL. Buffers may be longer than `length` needs; slots of NULLs hold anything. Immutable.
 *
 * | layout  | types            | values                                                      |
 * |---------|------------------|-------------------------------------------------------------|
 * | bits    | boolean          | bitmap, least significant bit first                          |
 * | int32   | smallint, int, date | Int32Array                                                   |
 * | int64   | bigint, time, timestamp, datetime | BigInt64Array (microseconds UTC)                  |
 * | float64 | float, double    | Float64Array                                                 |
 * | decimal | decimal          | four Int32 words per slot, low first (decimal128), and scales |
 * | bytes   | text, json, bytes, uuid, interval, embedding, file | data + Int32 offsets (length + 1); text is UTF-8; uuid 16 bytes |
 * | list    | array            | offsets (length + 1) into the child, the column of all elements |
 */
export type Column =
  | BitsColumn
  | Int32Column
  | Int64Column
  | Float64Column
  | DecimalColumn
  | BytesColumn
  | ListColumn;

interface ColumnBase {
  readonly type: SqlType;
  readonly length: number;
  readonly validity: Uint8Array | undefined;
}

export interface BitsColumn extends ColumnBase {
  readonly layout: 'bits';
  readonly values: Uint8Array;
}

export interface Int32Column extends ColumnBase {
  readonly layout: 'int32';
  readonly values: Int32Array;
}

export interface Int64Column extends ColumnBase {
  readonly layout: 'int64';
  readonly values: BigInt64Array;
}

export interface Float64Column extends ColumnBase {
  readonly layout: 'float64';
  readonly values: Float64Array;
}

/** Slot `i` is `values` at 4i … 4i + 3 as one 128-bit integer, or one of `listed`, over 10^scale. */
export interface DecimalColumn extends ColumnBase {
  readonly layout: 'decimal';
  readonly values: Int32Array;
  /** Of all slots, unless `scales` is there. */
  readonly scale: number;
  /** By slot, where they differ. */
  readonly scales: Uint16Array | undefined;
  /** Numbers past 128 bits; see `decimal-words.ts`. */
  readonly listed: ListedNumbers;
}

export interface BytesColumn extends ColumnBase {
  readonly layout: 'bytes';
  readonly offsets: Int32Array;
  readonly data: Uint8Array;
  /** The same values by their numbers, where they are known to repeat. */
  readonly coded?: Coded | undefined;
}

/** Slot `i` holds value `codes[i]` of the dictionary; NULL has a code too. */
export interface Coded {
  readonly dictionary: Dictionary;
  readonly codes: Int32Array;
}

/** Different values, each with a number, shared by columns. It may grow; numbers stay. */
export interface Dictionary {
  /** By number. */
  readonly values: BytesColumn;
  /** By number: what `hashVector` mixes in for the value. */
  readonly hashes: Int32Array;
}

/** Arrow's List; Arrow has no arrays of a dimension that differs by slot. */
export interface ListColumn extends ColumnBase {
  readonly layout: 'list';
  readonly offsets: Int32Array;
  readonly child: Column;
  /** Lengths of the dimensions of arrays that have several; see `list-shape.ts`. */
  readonly shapes: BytesColumn | undefined;
}

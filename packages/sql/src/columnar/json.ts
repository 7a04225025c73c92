import assert from 'node:assert/strict';
import { isArray } from '../types/array-shape.ts';
import { embeddingNumbers } from '../types/embedding.ts';
import { shortFloat } from '../types/number-text.ts';
import type { Field, Schema } from '../types/schema.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { ArrayValue, Row, Value } from '../types/value.ts';
import type { Batch } from './batch.ts';
import { getBit, isValid } from './bitmap.ts';
import type {
  BytesColumn,
  Column,
  DecimalColumn,
  Float64Column,
  Int64Column,
  ListColumn,
} from './column.ts';
import { decimalTextAt } from './decimal-column.ts';
import type { JsonBuffer } from './json-buffer.ts';
import { notInJson } from './json-value.ts';
import { wordsOf } from './layout.ts';
import { shapeAt } from './list-shape.ts';
import { slotsOf } from './slots.ts';
import { readUuid } from './uuid.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Writes batches as one JSON array of rows, `[["1","x",null],…]`, in UTF-8. */
export interface RowWriter {
  /** Rows so far. */
  readonly rowCount: number;
  /** Bytes so far, of this array alone: for limits on the size of a result. */
  readonly sizeBytes: number;
  /**
   * Append the rows of a batch from the `first` on, counted from 0, until there are `bytes` more or
   * all; gives the number of the row to go on with, `undefined` at the end. Throws SQL_OUT_OF_RANGE
   * for a DOUBLE that JSON cannot hold.
   */
  writeBatch(batch: Batch, first?: number, bytes?: number): number | undefined;
  /** End the array. To be called once, last. */
  finish(): void;
}

/**
 * A writer of rows of `schema` to the end of `out`. Values are mapped as by `valueToJson`, except that timestamps keep
 * all digits; numbers, plain text and bytes go from the columns to the buffer without strings in
 * between.
 */
export function createRowWriter(schema: Schema, out: JsonBuffer): RowWriter {
  const start = out.size;
  let rowCount = 0;
  const startRow = () => out.byte(rowCount++ === 0 ? OPEN : COMMA);
  return {
    get rowCount() {
      return rowCount;
    },
    get sizeBytes() {
      return out.size - start;
    },
    writeBatch: (batch, first = 0, bytes = Number.POSITIVE_INFINITY) => {
      const writers = batch.columns.map((column, index) => cellWriter(column, schema[index], out));
      const slots = slotsOf(batch);
      const fullSize = out.size + bytes;
      for (let row = first; row < slots.length; row++) {
        if (out.size >= fullSize) return row;
        startRow();
        writeCells(writers, slots[row], out);
      }
      return undefined;
    },
    finish: () => {
      if (rowCount === 0) out.byte(OPEN);
      out.byte(CLOSE);
    },
  };
}

/**
 * Write rows of `schema` to the end of `out`, as `createRowWriter` would: for the few rows that are
 * at hand without batches. Throws SQL_OUT_OF_RANGE for a DOUBLE that JSON cannot hold.
 */
export function writeRows(schema: Schema, rows: readonly Row[], out: JsonBuffer): void {
  out.byte(OPEN);
  for (let index = 0; index < rows.length; index++) {
    if (index > 0) out.byte(COMMA);
    writeValues(schema, rows[index], out);
  }
  out.byte(CLOSE);
}

/** Writes the value of one slot. */
type CellWriter = (slot: number) => void;

function writeCells(writers: readonly CellWriter[], slot: number, out: JsonBuffer): void {
  out.byte(OPEN);
  for (let index = 0; index < writers.length; index++) {
    if (index > 0) out.byte(COMMA);
    writers[index](slot);
  }
  out.byte(CLOSE);
}

function cellWriter(column: Column, field: Field, out: JsonBuffer): CellWriter {
  const write = presentWriter(column, field, out);
  const { validity } = column;
  if (validity === undefined) return write;
  return (slot) => {
    if (isValid(validity, slot)) write(slot);
    else out.ascii('null');
  };
}

function presentWriter(column: Column, field: Field, out: JsonBuffer): CellWriter {
  switch (column.layout) {
    case 'bits':
      return (slot) => out.ascii(getBit(column.values, slot) ? 'true' : 'false');
    case 'int32':
      return (slot) => out.integer(column.values[slot]);
    case 'int64':
      return int64Writer(column, out);
    case 'float64':
      return float64Writer(column, field, out);
    case 'decimal':
      return decimalWriter(column, out);
    case 'bytes':
      return bytesWriter(column, out);
    case 'list':
      return listWriter(column, { ...field, type: elementType(field.type) }, out);
    default:
      return assert.fail(`unknown layout ${column satisfies never}`);
  }
}

/** Within 2^53 the two words make a number; beyond, which is rare, a BigInt is made. */
function int64Writer(column: Int64Column, out: JsonBuffer): CellWriter {
  const words = wordsOf(column.values);
  const digits: CellWriter = (slot) => {
    const high = words[slot * 2 + 1];
    if (high >= -0x200000 && high < 0x200000) {
      out.integer(high * 0x100000000 + (words[slot * 2] >>> 0));
    } else {
      out.ascii(String(column.values[slot]));
    }
  };
  if (column.type.kind !== 'bigint') return digits;
  return (slot) => {
    out.byte(QUOTE);
    digits(slot);
    out.byte(QUOTE);
  };
}

function float64Writer(column: Float64Column, field: Field, out: JsonBuffer): CellWriter {
  if (column.type.kind === 'float') {
    return (slot) => writeDouble(shortFloat(column.values[slot]), field, out);
  }
  return (slot) => writeDouble(column.values[slot], field, out);
}

/** A string, so that no digit is lost. */
function decimalWriter(column: DecimalColumn, out: JsonBuffer): CellWriter {
  return (slot) => {
    out.byte(QUOTE);
    out.ascii(decimalTextAt(column, slot));
    out.byte(QUOTE);
  };
}

/** Dimensions are arrays within arrays. */
function listWriter(column: ListColumn, element: Field, out: JsonBuffer): CellWriter {
  const write = cellWriter(column.child, element, out);
  const writeNested = (from: number, to: number, shape: readonly number[]): void => {
    const count = shape.length === 0 ? to - from : shape[0];
    const size = (to - from) / count;
    out.byte(OPEN);
    for (let index = 0; index < count; index++) {
      if (index > 0) out.byte(COMMA);
      const start = from + index * size;
      if (shape.length > 1) writeNested(start, start + size, shape.slice(1));
      else write(start);
    }
    out.byte(CLOSE);
  };
  return (slot) =>
    writeNested(column.offsets[slot], column.offsets[slot + 1], shapeAt(column, slot));
}

function elementType(type: SqlType): SqlType {
  return type.kind === 'array' ? type.element : type;
}

function bytesWriter(column: BytesColumn, out: JsonBuffer): CellWriter {
  const { data, offsets } = column;
  switch (column.type.kind) {
    case 'uuid':
      return (slot) => out.text(readUuid(data, offsets[slot]));
    case 'bytes':
      return (slot) => writeBytes(data.subarray(offsets[slot], offsets[slot + 1]), out);
    case 'embedding':
      return (slot) => writeEmbedding(data.subarray(offsets[slot], offsets[slot + 1]), out);
    default:
      return (slot) => out.utf8(data, offsets[slot], offsets[slot + 1]);
  }
}

function writeValues(schema: Schema, row: Row, out: JsonBuffer): void {
  out.byte(OPEN);
  for (let index = 0; index < row.length; index++) {
    if (index > 0) out.byte(COMMA);
    writeValue(row[index], schema[index], out);
  }
  out.byte(CLOSE);
}

function writeValue(value: Value, field: Field, out: JsonBuffer): void {
  if (typeof value === 'string') out.text(value);
  else if (typeof value === 'number') {
    writeDouble(field.type.kind === 'float' ? shortFloat(value) : value, field, out);
  } else if (typeof value === 'bigint') {
    out.ascii(field.type.kind === 'bigint' ? `"${value}"` : String(value));
  } else if (value instanceof Uint8Array) {
    if (field.type.kind === 'embedding') writeEmbedding(value, out);
    else writeBytes(value, out);
  } else if (isArray(value)) writeArray(value, field, out);
  else out.ascii(String(value));
}

function writeArray(array: ArrayValue, field: Field, out: JsonBuffer): void {
  const element = { ...field, type: elementType(field.type) };
  out.byte(OPEN);
  for (let index = 0; index < array.length; index++) {
    if (index > 0) out.byte(COMMA);
    writeValue(array[index], isArray(array[index]) ? field : element, out);
  }
  out.byte(CLOSE);
}

function writeDouble(value: number, field: Field, out: JsonBuffer): void {
  if (Number.isSafeInteger(value)) out.integer(value);
  else if (Number.isFinite(value)) out.ascii(String(value));
  else throw notInJson(value, field.name);
}

function writeEmbedding(bytes: Uint8Array, out: JsonBuffer): void {
  out.ascii(`[${Array.from(embeddingNumbers(bytes), shortFloat).join(',')}]`);
}

function writeBytes(bytes: Uint8Array, out: JsonBuffer): void {
  out.byte(OPEN);
  for (let index = 0; index < bytes.length; index++) {
    if (index > 0) out.byte(COMMA);
    out.integer(bytes[index]);
  }
  out.byte(CLOSE);
}

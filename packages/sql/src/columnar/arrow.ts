import assert from 'node:assert/strict';
import {
  Field as ArrowField,
  Schema as ArrowSchema,
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  FixedSizeBinary,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow';
import { SqlError } from '../error.ts';
import type { Field, Schema } from '../types/schema.ts';
import { type SqlType, type SqlTypeKind, sqlTypes, typeName } from '../types/sql-type.ts';
import type { Batch } from './batch.ts';
import { emptyBitmap, getBit, isValid, setBit } from './bitmap.ts';
import { createBuilder } from './builder.ts';
import { DecimalBuilder } from './builders/decimal-builder.ts';
import type { BytesColumn, Column, DecimalColumn, ListColumn } from './column.ts';
import { columnValue } from './column-value.ts';
import { decimalAt } from './decimal-column.ts';
import { DECIMAL_WORDS, noneListed } from './decimal-words.ts';
import {
  asBits,
  asBytes,
  asDecimal,
  asFloat64,
  asInt32,
  asInt64,
  asList,
  layoutOf,
} from './layout.ts';
import { takeBatch } from './take.ts';

const UUID_SIZE = 16;

/**
 * A batch as an Arrow record batch. Buffers are shared, not copied, except those of a batch with a
 * selection and of smallint, float and uuid columns (whose Arrow types are laid out otherwise).
 */
export function toRecordBatch(schema: Schema, batch: Batch): RecordBatch {
  const dense = takeBatch(batch);
  const children = dense.columns.map((column) => toData(column));
  const fields = schema.map(toArrowField);
  const type = new Struct(fields);
  const data = makeData({ type, length: dense.length, nullCount: 0, children });
  return new RecordBatch(new ArrowSchema(fields), data);
}

/**
 * An Arrow record batch as a batch of `schema`. Buffers are shared except those of such columns
 * and bitmaps that do not begin at a byte. Throws SQL_TYPE_MISMATCH, naming the column, when a
 * type differs from the one that `toRecordBatch` would give.
 */
export function fromRecordBatch(schema: Schema, records: RecordBatch): Batch {
  const columns = schema.map((field, index) => {
    const data = records.getChildAt(index)?.data[0];
    const expected = arrowType(field.type);
    if (data === undefined || String(data.type) !== String(expected)) {
      const found = data === undefined ? 'nothing' : String(data.type);
      throw new SqlError(
        'SQL_TYPE_MISMATCH',
        `Column "${field.name}" of type ${typeName(field.type)} needs Arrow ${expected}, got ${found}`,
      );
    }
    return fromData(field.type, data);
  });
  return { columns, length: records.numRows, selection: undefined };
}

function toArrowField({ name, type, nullable }: Field): ArrowField {
  const extension = EXTENSIONS[type.kind];
  const metadata = new Map<string, string>();
  if (extension !== undefined) metadata.set('ARROW:extension:name', extension);
  return new ArrowField(name, arrowType(type), nullable, metadata);
}

/** Arrow's canonical extension types. */
const EXTENSIONS: Readonly<Partial<Record<SqlTypeKind, string>>> = {
  uuid: 'arrow.uuid',
  json: 'arrow.json',
};

function arrowType(type: SqlType): DataType {
  switch (type.kind) {
    case 'boolean':
      return new Bool();
    case 'smallint':
      return new Int16();
    case 'int':
      return new Int32();
    case 'bigint':
      return new Int64();
    case 'decimal':
      return arrowDecimal(type);
    case 'float':
      return new Float32();
    case 'double':
      return new Float64();
    case 'date':
      return new DateDay();
    case 'time':
      return new TimeMicrosecond();
    case 'timestamp':
    case 'datetime':
      return new TimestampMicrosecond('UTC');
    case 'bytes':
    case 'embedding':
      return new Binary();
    case 'uuid':
      return new FixedSizeBinary(UUID_SIZE);
    case 'array':
      return new List(new ArrowField('item', arrowType(type.element), true));
    case 'text':
    case 'json':
    case 'file':
    case 'interval':
    case 'unknown':
      return new Utf8();
    default:
      return assert.fail(`unknown type ${String(type satisfies never)}`);
  }
}

function toData(column: Column): Data {
  const { length } = column;
  const nulls = column.validity === undefined ? { nullCount: 0 } : { nullBitmap: column.validity };
  switch (column.type.kind) {
    case 'boolean':
      return makeData({ type: new Bool(), length, data: asBits(column).values, ...nulls });
    case 'smallint': {
      const data = Int16Array.from(asInt32(column).values.subarray(0, length));
      return makeData({ type: new Int16(), length, data, ...nulls });
    }
    case 'int':
      return makeData({ type: new Int32(), length, data: asInt32(column).values, ...nulls });
    case 'bigint':
      return makeData({ type: new Int64(), length, data: asInt64(column).values, ...nulls });
    case 'date':
      return makeData({ type: new DateDay(), length, data: asInt32(column).values, ...nulls });
    case 'time':
      return makeData({
        type: new TimeMicrosecond(),
        length,
        data: asInt64(column).values,
        ...nulls,
      });
    case 'timestamp':
    case 'datetime': {
      const type = new TimestampMicrosecond('UTC');
      return makeData({ type, length, data: asInt64(column).values, ...nulls });
    }
    case 'decimal':
      return decimalData(asDecimal(column), nulls);
    case 'float': {
      const data = Float32Array.from(asFloat64(column).values.subarray(0, length));
      return makeData({ type: new Float32(), length, data, ...nulls });
    }
    case 'double':
      return makeData({ type: new Float64(), length, data: asFloat64(column).values, ...nulls });
    case 'uuid': {
      const type = new FixedSizeBinary(UUID_SIZE);
      return makeData({ type, length, data: denseUuids(asBytes(column)), ...nulls });
    }
    case 'bytes':
    case 'embedding': {
      const { offsets: valueOffsets, data } = asBytes(column);
      return makeData({ type: new Binary(), length, valueOffsets, data, ...nulls });
    }
    case 'array':
      return listData(asList(column), nulls);
    default: {
      const { offsets: valueOffsets, data } = asBytes(column);
      return makeData({ type: new Utf8(), length, valueOffsets, data, ...nulls });
    }
  }
}

/** 16 bytes per slot, also for NULLs. */
function denseUuids({ data, offsets, length }: BytesColumn): Uint8Array {
  const dense = new Uint8Array(length * UUID_SIZE);
  for (let slot = 0; slot < length; slot++) {
    dense.set(data.subarray(offsets[slot], offsets[slot + 1]), slot * UUID_SIZE);
  }
  return dense;
}

/** Digits that Arrow's decimals of 128 bits have; those of 256 have twice as many. */
const ARROW_DIGITS = 38;

/**
 * DECIMAL without a scale has as many as values: they go as text, as do those of more digits than
 * Arrow has. Below a negative scale values have zeros instead.
 */
function arrowDecimal({ precision, scale = 0 }: Extract<SqlType, { kind: 'decimal' }>): DataType {
  if (precision === undefined) return new Utf8();
  const zeros = Math.max(0, -scale);
  const digits = Math.max(precision + zeros, scale);
  if (digits > 2 * ARROW_DIGITS) return new Utf8();
  return new Decimal(scale + zeros, digits, digits > ARROW_DIGITS ? 256 : 128);
}

function decimalData(column: DecimalColumn, nulls: Nulls): Data {
  const { type: sqlType, length, values, scale, scales } = column;
  assert(sqlType.kind === 'decimal', 'a decimal column has that type');
  const type = arrowDecimal(sqlType);
  if (type instanceof Decimal) {
    assert(scales === undefined && scale === type.scale, 'values have the scale of their type');
    const words = type.bitWidth === 256 ? doubleWords(column) : values;
    const data = new Uint32Array(words.buffer, words.byteOffset, (length * type.bitWidth) / 32);
    return makeData({ type, length, data, ...nulls });
  }
  const builder = createBuilder(sqlTypes.text, length);
  for (let slot = 0; slot < length; slot++) builder.append(columnValue(column, slot));
  const { offsets: valueOffsets, data } = asBytes(builder.finish());
  return makeData({ type: new Utf8(), length, valueOffsets, data, ...nulls });
}

/** The numbers of a column as 256 bits each. */
function doubleWords(column: DecimalColumn): Int32Array {
  const size = DECIMAL_WORDS * 2;
  const words = new Int32Array(column.length * size);
  for (let slot = 0; slot < column.length; slot++) {
    if (!isValid(column.validity, slot)) continue;
    let { unscaled } = decimalAt(column, slot);
    for (let index = 0; index < size; index++) {
      words[slot * size + index] = Number(BigInt.asIntN(32, unscaled));
      unscaled >>= 32n;
    }
  }
  return words;
}

function listData({ type, length, offsets, child, shapes }: ListColumn, nulls: Nulls): Data {
  if (shapes !== undefined) {
    const message = 'arrays of several dimensions have no form in Arrow';
    throw new SqlError('SQL_UNSUPPORTED', message, { hint: 'Unnest them, or cast them to TEXT.' });
  }
  const data = { type: arrowType(type), length, valueOffsets: offsets, child: toData(child) };
  return makeData({ ...data, type: data.type as List, ...nulls });
}

type Nulls = { readonly nullCount: number } | { readonly nullBitmap: Uint8Array };

function decimalColumn(type: SqlType, data: Data, validity: Uint8Array | undefined): Column {
  const { length } = data;
  if (data.type instanceof Decimal) {
    const { buffer, byteOffset } = data.values as Uint32Array;
    const values = new Int32Array(buffer, byteOffset, (length * data.type.bitWidth) / 32);
    const { scale } = data.type;
    if (data.type.bitWidth === 256) return halvedWords(type, { values, scale, length, validity });
    const listed = noneListed;
    return { layout: 'decimal', type, length, validity, values, scale, scales: undefined, listed };
  }
  const { valueOffsets: offsets, values } = data;
  const texts: Column = {
    layout: 'bytes',
    type: sqlTypes.text,
    length,
    validity,
    offsets,
    data: values,
  };
  const builder = createBuilder(type, length);
  for (let slot = 0; slot < length; slot++) builder.append(columnValue(texts, slot));
  return builder.finish();
}

/** The column of numbers of 256 bits. */
function halvedWords(
  type: SqlType,
  {
    values,
    scale,
    length,
    validity,
  }: Pick<DecimalColumn, 'values' | 'scale' | 'length' | 'validity'>,
): Column {
  const size = DECIMAL_WORDS * 2;
  const builder = new DecimalBuilder(type, length);
  for (let slot = 0; slot < length; slot++) {
    if (!isValid(validity, slot)) {
      builder.appendNull();
      continue;
    }
    const words = values.subarray(slot * size, (slot + 1) * size);
    const bits = words.reduceRight((above, word) => (above << 32n) | BigInt(word >>> 0), 0n);
    builder.appendUnscaled(BigInt.asIntN(256, bits), scale);
  }
  return builder.finish();
}

function fromData(type: SqlType, data: Data): Column {
  const { length } = data;
  const validity = data.nullCount > 0 ? bitsFrom(data.nullBitmap, data.offset, length) : undefined;
  const layout = layoutOf(type);
  switch (layout) {
    case 'bits':
      return { layout, type, length, validity, values: bitsFrom(data.values, data.offset, length) };
    case 'int32': {
      const values = type.kind === 'smallint' ? Int32Array.from(data.values) : data.values;
      return { layout, type, length, validity, values };
    }
    case 'float64': {
      const values = type.kind === 'double' ? data.values : Float64Array.from(data.values);
      return { layout, type, length, validity, values };
    }
    case 'int64':
      return { layout, type, length, validity, values: data.values };
    case 'decimal':
      return decimalColumn(type, data, validity);
    case 'bytes': {
      const offsets = type.kind === 'uuid' ? uuidOffsets(length) : data.valueOffsets;
      return { layout, type, length, validity, offsets, data: data.values };
    }
    case 'list': {
      assert(type.kind === 'array', 'lists are arrays');
      const child = fromData(type.element, data.children[0]);
      const { valueOffsets: offsets } = data;
      return { layout, type, length, validity, offsets, child, shapes: undefined };
    }
    default:
      return assert.fail(`unknown layout ${String(layout satisfies never)}`);
  }
}

function uuidOffsets(length: number): Int32Array {
  return Int32Array.from({ length: length + 1 }, (_, slot) => slot * UUID_SIZE);
}

/** `length` bits of a bitmap from bit `offset` on. */
function bitsFrom(bitmap: Uint8Array, offset: number, length: number): Uint8Array {
  if (offset % 8 === 0) return bitmap.subarray(offset / 8);
  const bits = emptyBitmap(length);
  for (let index = 0; index < length; index++) {
    if (getBit(bitmap, offset + index)) setBit(bits, index);
  }
  return bits;
}

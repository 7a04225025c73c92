import assert from 'node:assert/strict';
import type { ColumnBuilder, Value } from '@kalamdb/sql';
import type { FieldSink } from '@kalamdb/store';

/**
 * The sink that appends the fields of stored rows to a column builder: bytes go from row to column
 * without becoming values. A row that is older than the column gets `missingValue`.
 */
export function columnSink(builder: ColumnBuilder, missingValue: Value): FieldSink {
  const missing = {
    absent: () => builder.append(missingValue),
    null: () => builder.appendNull(),
  };
  switch (builder.layout) {
    case 'bits':
      return { ...refusing, ...missing, boolean: (value) => builder.appendBoolean(value) };
    case 'int32':
      return { ...refusing, ...missing, int32: (value) => builder.appendInt32(value) };
    case 'int64':
      return {
        ...refusing,
        ...missing,
        int64: (low, high) => builder.appendInt64(joinHalves(low, high)),
      };
    case 'float64':
      return { ...refusing, ...missing, float64: (value) => builder.appendFloat64(value) };
    case 'decimal':
      return {
        ...refusing,
        ...missing,
        decimal: (source, start, end, scale) => builder.appendBytes(source, start, end, scale),
      };
    case 'bytes': {
      const append = (source: Uint8Array, start: number, end: number): void =>
        builder.appendUtf8Bytes(source, start, end);
      return { ...refusing, ...missing, utf8: append, binary: append, uuid: append };
    }
    case 'list':
      return assert.fail('no column is an array');
    default:
      return assert.fail(String(builder satisfies never));
  }
}

// Assigning halves is cheaper than shifting two BigInts together.
const words = new Int32Array(2);
const joined = new BigInt64Array(words.buffer);
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const lowWord = littleEndian ? 0 : 1;

function joinHalves(low: number, high: number): bigint {
  words[lowWord] = low;
  words[1 - lowWord] = high;
  return joined[0] as bigint;
}

function refuse(): never {
  return assert.fail('the stored type of a column does not fit its SQL type');
}

const refusing: FieldSink = {
  absent: refuse,
  null: refuse,
  boolean: refuse,
  int32: refuse,
  int64: refuse,
  float64: refuse,
  decimal: refuse,
  utf8: refuse,
  binary: refuse,
  uuid: refuse,
};

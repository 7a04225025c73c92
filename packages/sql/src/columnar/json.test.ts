import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryBatch, columnTypes } from '../testing/arbitrary.ts';
import type { Schema } from '../types/schema.ts';
import { sqlTypes } from '../types/sql-type.ts';
import type { Row, Value } from '../types/value.ts';
import { batchFromRows, batchRows } from './batch-rows.ts';
import { createRowWriter, type RowWriter, writeRows } from './json.ts';
import { JsonBuffer } from './json-buffer.ts';
import { valueToJson } from './json-value.ts';

const schema: Schema = columnTypes.map((type) => ({ name: type.kind, type, nullable: true }));

function expectedJson(rows: readonly Row[]): string {
  return JSON.stringify(
    rows.map((row) => row.map((value, index) => valueToJson(schema[index].type, value))),
  );
}

function isFiniteRow(row: Row): boolean {
  return row.every((value) => typeof value !== 'number' || Number.isFinite(value));
}

/** What `write` appends behind other text, without that text. */
function written(fields: Schema, write: (writer: RowWriter) => void): string {
  const out = new JsonBuffer();
  out.raw(Buffer.from('before'));
  const writer = createRowWriter(fields, out);
  write(writer);
  writer.finish();
  const text = out.bytes().toString();
  expect(writer.sizeBytes).toBe(Buffer.byteLength(text) - 'before'.length);
  return text.slice('before'.length);
}

function writtenRows(fields: Schema, rows: readonly Row[]): string {
  const out = new JsonBuffer();
  writeRows(fields, rows, out);
  return out.bytes().toString();
}

test('Batches and rows are written as JSON.stringify writes their JSON values.', () => {
  fc.assert(
    fc.property(fc.array(arbitraryBatch(columnTypes), { maxLength: 3 }), (batches) => {
      const rows = batches.map(batchRows);
      fc.pre(rows.flat().every(isFiniteRow));
      const fromBatches = written(schema, (writer) => {
        for (const batch of batches) writer.writeBatch(batch);
        expect(writer.rowCount).toBe(rows.flat().length);
      });
      expect(fromBatches).toBe(expectedJson(rows.flat()));
      expect(writtenRows(schema, rows.flat())).toBe(expectedJson(rows.flat()));
    }),
  );
});

test('A batch is written in portions, each of one row at least.', () => {
  const fields: Schema = [{ name: 'body', type: sqlTypes.text, nullable: true }];
  const rows = ['a long text', 'b', 'another long text', 'd'].map((text) => [text]);
  const batch = batchFromRows([sqlTypes.text], rows);
  const goesOnWith: (number | undefined)[] = [];
  const text = written(fields, (writer) => {
    for (let row: number | undefined = 0; row !== undefined; ) {
      row = writer.writeBatch(batch, row, 10);
      goesOnWith.push(row);
    }
  });
  expect(goesOnWith).toEqual([1, 3, undefined]);
  expect(text).toBe(JSON.stringify(rows));
});

test.each<[string, Value, string]>([
  ['bigint', 2n ** 63n - 1n, '"9223372036854775807"'],
  ['bigint', -(2n ** 63n), '"-9223372036854775808"'],
  ['bigint', 2n ** 53n, '"9007199254740992"'],
  ['bigint', -(2n ** 53n), '"-9007199254740992"'],
  ['timestamp', 253_402_300_799_999_999n, '253402300799999999'],
  ['smallint', -32768, '-32768'],
  ['date', -1, '-1'],
  ['time', 86399999999n, '86399999999'],
  ['datetime', -1n, '-1'],
  ['float', Math.fround(0.1), '0.1'],
  ['float', Math.fround(16777217.5), '16777218'],
  ['float', Math.fround(3.4028235e38), '3.4028235e+38'],
  ['double', -0, '0'],
  ['double', 1e21, '1e+21'],
  ['double', 9007199254740991, '9007199254740991'],
  ['int', -2147483648, '-2147483648'],
  ['text', '\u0000\u001f\u007f"\\/é😀', JSON.stringify('\u0000\u001f\u007f"\\/é😀')],
  ['text', 'x'.repeat(5000), JSON.stringify('x'.repeat(5000))],
  ['bytes', Uint8Array.of(0, 255), '[0,255]'],
])('%s %p is written as %s', (kind, value, json) => {
  const index = columnTypes.findIndex((type) => type.kind === kind);
  const fields = [schema[index]];
  const batch = batchFromRows([columnTypes[index]], [[value]]);
  expect(written(fields, (writer) => writer.writeBatch(batch))).toBe(`[[${json}]]`);
  expect(writtenRows(fields, [[value]])).toBe(`[[${json}]]`);
});

test('A double that JSON has not is an error that names the column.', () => {
  const fields: Schema = [{ name: 'ratio', type: sqlTypes.double, nullable: true }];
  const error = expect.objectContaining({
    code: 'SQL_OUT_OF_RANGE',
    message: expect.stringContaining('"ratio"'),
  });
  for (const value of [NaN, Infinity, -Infinity]) {
    const writer = createRowWriter(fields, new JsonBuffer());
    expect(() => writer.writeBatch(batchFromRows([sqlTypes.double], [[value]]))).toThrow(error);
    expect(() => writtenRows(fields, [[value]])).toThrow(error);
    expect(() => valueToJson(sqlTypes.double, value)).toThrow(
      expect.objectContaining({ code: 'SQL_OUT_OF_RANGE' }),
    );
  }
});

test('No rows are an empty array.', () => {
  expect(written(schema, () => {})).toBe('[]');
  expect(writtenRows(schema, [])).toBe('[]');
});

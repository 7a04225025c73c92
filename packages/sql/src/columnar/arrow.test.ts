import { expect, test } from '@jest/globals';
import { RecordBatchStreamWriter, tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { arbitraryBatch, columnTypes } from '../testing/arbitrary.ts';
import type { Schema } from '../types/schema.ts';
import { arrayOf, sqlTypes, typeName } from '../types/sql-type.ts';
import { fromRecordBatch, toRecordBatch } from './arrow.ts';
import { batchFromRows, batchRows } from './batch-rows.ts';

/** Arrays of several dimensions, which come up among any arrays, have no form in Arrow. */
const types = columnTypes.filter(({ kind }) => kind !== 'array');
const schema: Schema = types.map((type) => ({ name: typeName(type), type, nullable: true }));

test('Batches survive the way to Arrow, through its stream format, and back.', () => {
  fc.assert(
    fc.property(arbitraryBatch(types), (batch) => {
      const records = toRecordBatch(schema, batch);
      expect(batchRows(fromRecordBatch(schema, records))).toEqual(batchRows(batch));
      const bytes = RecordBatchStreamWriter.writeAll([records]).toUint8Array(true);
      const read = tableFromIPC(bytes).batches;
      const rows = read.flatMap((part) => batchRows(fromRecordBatch(schema, part)));
      expect(rows).toEqual(batchRows(batch));
    }),
    { numRuns: 50 },
  );
});

test('Arrays are lists; those of several dimensions are refused.', () => {
  const type = arrayOf(sqlTypes.text);
  const fields: Schema = [{ name: 'a', type, nullable: true }];
  const rows = [[['x', null]], [null], [[]], [['y']]];
  const batch = batchFromRows([type], rows);
  expect(batchRows(fromRecordBatch(fields, toRecordBatch(fields, batch)))).toEqual(rows);
  const square = batchFromRows([type], [[[['x', 'y']]]]);
  expect(() => toRecordBatch(fields, square)).toThrow('several dimensions have no form in Arrow');
});

test('A slice of a record batch that begins within a byte is read right.', () => {
  const fields: Schema = [
    { name: 'flag', type: sqlTypes.boolean, nullable: true },
    { name: 'name', type: sqlTypes.text, nullable: true },
    { name: 'id', type: sqlTypes.bigint, nullable: true },
  ];
  const rows = Array.from({ length: 20 }, (_, index) => [
    index % 5 === 0 ? null : index % 2 === 0,
    index % 7 === 0 ? null : `name ${index}`,
    BigInt(index),
  ]);
  const records = toRecordBatch(
    fields,
    batchFromRows(
      fields.map((field) => field.type),
      rows,
    ),
  );
  const sliced = fromRecordBatch(fields, records.slice(3, 17));
  expect(batchRows(sliced)).toEqual(rows.slice(3, 17));
});

test('Numbers are not copied.', () => {
  const fields: Schema = [{ name: 'x', type: sqlTypes.double, nullable: false }];
  const batch = batchFromRows([sqlTypes.double], [[1], [2]]);
  const [column] = fromRecordBatch(fields, toRecordBatch(fields, batch)).columns;
  expect(column.layout === 'float64' && column.values.buffer).toBe(
    batch.columns[0].layout === 'float64' && batch.columns[0].values.buffer,
  );
});

test('A column of another Arrow type is refused by name.', () => {
  const fields: Schema = [{ name: 'x', type: sqlTypes.double, nullable: false }];
  const records = toRecordBatch(fields, batchFromRows([sqlTypes.double], [[1]]));
  const wanted: Schema = [{ name: 'x', type: sqlTypes.int, nullable: false }];
  expect(() => fromRecordBatch(wanted, records)).toThrow(
    expect.objectContaining({ code: 'SQL_TYPE_MISMATCH', message: expect.stringContaining('"x"') }),
  );
});

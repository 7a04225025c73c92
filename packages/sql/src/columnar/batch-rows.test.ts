import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryBatch, arbitraryRows, columnTypes } from '../testing/arbitrary.ts';
import { sqlTypes } from '../types/sql-type.ts';
import type { Row } from '../types/value.ts';
import { batchFromRows, batchRows } from './batch-rows.ts';
import { createBuilder } from './builder.ts';
import { take, takeBatch } from './take.ts';

test('Rows survive the way into columns and back.', () => {
  fc.assert(
    fc.property(arbitraryRows(columnTypes), (rows) => {
      expect(batchRows(batchFromRows(columnTypes, rows))).toEqual(rows);
    }),
  );
});

test('A finished column is not changed by what is appended later.', () => {
  fc.assert(
    fc.property(arbitraryRows(columnTypes), arbitraryRows(columnTypes, 200), (first, later) => {
      const builders = columnTypes.map((type) => createBuilder(type, 0));
      const append = (rows: readonly Row[]) => {
        for (const row of rows)
          for (const [i, builder] of builders.entries()) builder.append(row[i]);
      };
      append(first);
      const columns = builders.map((builder) => builder.finish());
      append(later);
      expect(batchRows({ columns, length: first.length, selection: undefined })).toEqual(first);
    }),
  );
});

test('takeBatch leaves out the slots that are not selected.', () => {
  fc.assert(
    fc.property(arbitraryBatch(columnTypes), (batch) => {
      const dense = takeBatch(batch);
      expect(dense.selection).toBeUndefined();
      expect(batchRows(dense)).toEqual(batchRows(batch));
    }),
  );
});

test('take gathers slots in any order and more than once.', () => {
  const { columns } = batchFromRows([sqlTypes.text], [['x'], [null], ['long enough']]);
  const column = take(columns[0], Uint32Array.of(2, 0, 1, 2));
  const batch = { columns: [column], length: 4, selection: undefined };
  expect(batchRows(batch)).toEqual([['long enough'], ['x'], [null], ['long enough']]);
});

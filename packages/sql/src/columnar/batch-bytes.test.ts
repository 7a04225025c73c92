import { expect, test } from '@jest/globals';
import { sqlTypes } from '../types/sql-type.ts';
import { batchBytes } from './batch-bytes.ts';
import { batchFromRows } from './batch-rows.ts';
import { takeBatch } from './take.ts';

const { boolean, int, bigint, double, text } = sqlTypes;

test('the size of a batch is that of its values in their layouts', () => {
  const batch = batchFromRows(
    [boolean, int, bigint, double, text],
    [
      [true, 1, 2n, 3, 'añb'],
      [null, null, null, null, null],
    ],
  );
  expect(batchBytes(batch)).toBe(1 + 2 * (4 + 8 + 8 + 4) + 4);
});

test('slots that are not selected count until the batch is made dense', () => {
  const dense = batchFromRows([text], [['xxxx'], ['y']]);
  const batch = { ...dense, selection: Uint32Array.of(1) };
  expect(batchBytes(batch)).toBe(2 * 4 + 5);
  expect(batchBytes(takeBatch(batch))).toBe(4 + 1);
});

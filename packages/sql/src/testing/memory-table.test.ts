import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchRows } from '../columnar/batch-rows.ts';
import type { KeyRange, ScanRequest } from '../execute/source.ts';
import { sqlTypes } from '../types/sql-type.ts';
import type { Row } from '../types/value.ts';
import { MemoryTable, tableInfo } from './memory-table.ts';

const info = tableInfo({
  id: 1,
  name: 't',
  columns: [
    { name: 'v', type: sqlTypes.text },
    { name: 'a', type: sqlTypes.int, nullable: false },
    { name: 'b', type: sqlTypes.int, nullable: false },
    { name: '_deleted', type: sqlTypes.boolean, system: true },
  ],
  primaryKey: ['a', 'b'],
});

async function scan(table: MemoryTable, changes: Partial<ScanRequest>): Promise<Row[]> {
  const request: ScanRequest = {
    columns: [0, 1, 2, 3],
    index: undefined,
    range: undefined,
    reverse: false,
    limit: undefined,
    includeDeleted: false,
    ...changes,
  };
  const rows: Row[] = [];
  for await (const batch of table.scan(request)) rows.push(...batchRows(batch));
  return rows;
}

const small = fc.integer({ min: 0, max: 4 });
const keyed = fc.uniqueArray(fc.tuple(fc.constant('v'), small, small, fc.boolean()), {
  selector: ([, a, b]) => `${a} ${b}`,
});
const bound = fc.option(fc.record({ value: small, inclusive: fc.boolean() }), { nil: undefined });

test('Scans give the visible rows of a range in key order, or backwards.', async () => {
  await fc.assert(
    fc.asyncProperty(
      keyed,
      small,
      bound,
      bound,
      fc.boolean(),
      fc.boolean(),
      async (rows, a, lower, upper, reverse, includeDeleted) => {
        const range: KeyRange = { equal: [a], lower, upper };
        const above = (b: number) =>
          lower === undefined || b > lower.value || (lower.inclusive && b === lower.value);
        const below = (b: number) =>
          upper === undefined || b < upper.value || (upper.inclusive && b === upper.value);
        const expected = rows
          .filter(
            (row) => row[1] === a && above(row[2]) && below(row[2]) && (includeDeleted || !row[3]),
          )
          .sort((left, right) => left[2] - right[2]);
        const actual = await scan(new MemoryTable(info, rows, 3), {
          range,
          reverse,
          includeDeleted,
        });
        expect(actual).toEqual(reverse ? expected.toReversed() : expected);
      },
    ),
  );
});

test('lookup finds a live row by its whole key, with the columns asked for.', () => {
  const table = new MemoryTable(info, [
    ['x', 1, 2, false],
    ['y', 1, 3, true],
  ]);
  expect(table.lookup([1, 2], [2, 0])).toEqual([2, 'x']);
  expect(table.lookup([1, 3], [0])).toBeUndefined();
  expect(table.lookup([2, 2], [0])).toBeUndefined();
});

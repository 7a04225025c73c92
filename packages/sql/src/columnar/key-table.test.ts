import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryBatch, columnTypes } from '../testing/arbitrary.ts';
import { type SqlType, sqlTypes } from '../types/sql-type.ts';
import type { Row } from '../types/value.ts';
import { type Batch, rowCount } from './batch.ts';
import { batchFromRows, batchRows, rowAt } from './batch-rows.ts';
import { KeyTable, NO_KEY } from './key-table.ts';
import { slotsOf } from './slots.ts';
import { columnVector } from './vector.ts';

const types = fc.subarray([...columnTypes], { maxLength: 3 });

/** Equal for GROUP BY, equal as text: -0 is 0, NULL is NULL, NaN is NaN, 1.50 is 1.5. */
function keyText(some: readonly SqlType[], row: Row): string {
  return row
    .map((value, index) => {
      if (typeof value === 'string' && some[index].kind === 'decimal') {
        return value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
      }
      if (value instanceof Uint8Array) return `x${value.join()}`;
      if (typeof value === 'number') return `n${value + 0}`;
      return `${typeof value}${JSON.stringify(typeof value === 'bigint' ? String(value) : value)}`;
    })
    .join('|');
}

function ids(table: KeyTable, batch: Batch, add: boolean): number[] {
  const slots = slotsOf(batch);
  const out = new Int32Array(batch.length);
  const vectors = batch.columns.map(columnVector);
  if (add) table.insert(vectors, slots, out);
  else table.find(vectors, slots, out);
  return Array.from(slots, (slot) => out[slot]);
}

test('Keys are numbered as a Map of their texts numbers them.', () => {
  const batches = types.chain((some) =>
    fc.tuple(fc.constant(some), fc.array(arbitraryBatch(some, 100), { maxLength: 4 })),
  );
  fc.assert(
    fc.property(batches, ([some, parts]) => {
      const table = new KeyTable(some);
      const model = new Map<string, number>();
      for (const batch of parts) {
        const actual = ids(table, batch, true);
        const expected = batchRows(batch).map((row) => {
          const text = keyText(some, row);
          if (!model.has(text)) model.set(text, model.size);
          return model.get(text);
        });
        expect(actual.map((id) => keyText(some, keyRow(table, id)))).toEqual(
          batchRows(batch).map((row) => keyText(some, row)),
        );
        expect(new Set(actual).size).toBe(new Set(expected).size);
      }
      expect(table.size).toBe(model.size);
    }),
  );
});

function keyRow(table: KeyTable, id: number): Row {
  return rowAt({ columns: table.keys(), length: table.size, selection: undefined }, id);
}

test('find gives no key for what was not inserted and adds nothing.', () => {
  fc.assert(
    fc.property(arbitraryBatch(columnTypes), arbitraryBatch(columnTypes), (first, second) => {
      const table = new KeyTable(columnTypes);
      ids(table, first, true);
      const { size } = table;
      const known = new Set(batchRows(first).map((row) => keyText(columnTypes, row)));
      const found = ids(table, second, false).map((id) => id !== NO_KEY);
      expect(found).toEqual(batchRows(second).map((row) => known.has(keyText(columnTypes, row))));
      expect(table.size).toBe(size);
    }),
  );
});

test('A table of many keys keeps them apart.', () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => [index * 4096, `key ${index % 7}`]);
  const batch = batchFromRows([sqlTypes.int, sqlTypes.text], rows);
  const table = new KeyTable([sqlTypes.int, sqlTypes.text]);
  expect(ids(table, batch, true)).toEqual(rows.map((_, index) => index));
  expect(ids(table, batch, true)).toEqual(rows.map((_, index) => index));
  expect(table.size).toBe(rowCount(batch));
});

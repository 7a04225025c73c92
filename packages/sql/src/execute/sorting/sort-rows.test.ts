import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnFromValues } from '../../columnar/batch-rows.ts';
import { arbitraryValue, columnTypes } from '../../testing/arbitrary.ts';
import { compareValues } from '../../types/compare.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import type { Row, Value } from '../../types/value.ts';
import type { SortColumn } from './sort-column.ts';
import { sortRows } from './sort-rows.ts';

interface Key {
  readonly type: SqlType;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

const key: fc.Arbitrary<Key> = fc.record({
  type: fc.constantFrom(...columnTypes.filter((type) => typeProperties[type.kind].comparable)),
  descending: fc.boolean(),
  nullsFirst: fc.boolean(),
});

function sorted(keys: readonly Key[], rows: readonly Row[]): number[] {
  const columns: SortColumn[] = keys.map(({ type, ...order }, index) => ({
    ...order,
    column: columnFromValues(
      type,
      rows.map((row) => row[index]),
    ),
  }));
  const steps = sortRows(columns, rows.length);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return Array.from(value);
  }
}

/** The definition: a stable sort by comparing values. */
function model(keys: readonly Key[], rows: readonly Row[]): number[] {
  const compare = (left: number, right: number) =>
    keys
      .map((each, index) => compareKey(each, rows[left][index], rows[right][index]))
      .find((sign) => sign !== 0) ?? 0;
  return rows.map((_, index) => index).sort(compare);
}

function compareKey({ type, descending, nullsFirst }: Key, left: Value, right: Value): number {
  if (left === null && right === null) return 0;
  if (left === null || right === null) return (left === null) === nullsFirst ? -1 : 1;
  return compareValues(type, left, right) * (descending ? -1 : 1);
}

test.each([
  ['few', 0, 40],
  ['many', 400, 900],
])('%s rows come in the order of a stable sort by values', (_, minLength, maxLength) => {
  const cases = fc.array(key, { minLength: 1, maxLength: 3 }).chain((keys) =>
    fc.tuple(
      fc.constant(keys),
      fc.array(fc.tuple(...keys.map(({ type }) => arbitraryValue(type))), {
        minLength,
        maxLength,
      }),
    ),
  );
  fc.assert(
    fc.property(cases, ([keys, rows]) => {
      expect(sorted(keys, rows)).toEqual(model(keys, rows));
    }),
    { numRuns: 60 },
  );
});

const texts: readonly [string, (index: number) => Value][] = [
  ['long common prefixes', (index) => `${'x'.repeat(20)}${(index * 7919) % 1000}`],
  ['prefixes beyond the longest that is looked at', (index) => `${'y'.repeat(200)}${index % 300}`],
  ['few distinct texts', (index) => `customer ${index % 3}`],
  ['texts that end in zeros', (index) => `abcdefgh${'\0'.repeat(index % 4)}`],
  ['one text', () => 'the same in all rows'],
];

test.each(texts)('Texts with %s are sorted', (_, text) => {
  const rows = Array.from({ length: 3000 }, (_value, index) => [text(index), (index * 31) % 17]);
  const keys: Key[] = [
    { type: sqlTypes.text, descending: true, nullsFirst: false },
    { type: sqlTypes.int, descending: false, nullsFirst: false },
  ];
  expect(sorted(keys, rows)).toEqual(model(keys, rows));
});

import { describe, expect, test } from '@jest/globals';
import type { KeyBound, KeyRange, Row, Value } from '@kalamdb/sql';
import { compareBytes, headKey } from '@kalamdb/store';
import fc from 'fast-check';
import { makeTable } from '../../test/rig/tables.ts';
import { headsInRange } from './key-range.ts';
import { keyOfRow } from './row-key.ts';

const table = makeTable({
  columns: { a: 'int', b: 'text', c: 'bigint' },
  primaryKey: ['a', 'b', 'c'],
});

const values: readonly fc.Arbitrary<Value>[] = [
  fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: -300, max: 300 })),
  fc.constantFrom('', 'a', 'a\0', 'a\0b', 'aa', 'ab', 'b', 'é', '\uffff', '😀'),
  fc.bigInt({ min: -300n, max: 300n }),
];
const valueAt = (index: number) => values[index] as fc.Arbitrary<Value>;
const rowArbitrary = fc.tuple(valueAt(0), valueAt(1), valueAt(2));

const rangeArbitrary = fc.integer({ min: 0, max: 3 }).chain((count) => {
  const bound =
    count === 3
      ? fc.constant(undefined)
      : fc.option(fc.record({ value: valueAt(count), inclusive: fc.boolean() }), {
          nil: undefined,
        });
  const equal = fc.tuple(...values.slice(0, count));
  return fc.record({ equal, lower: bound, upper: bound });
});

function order(left: Value, right: Value): number {
  if (typeof left === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(String(right)));
  return Number(left) - Number(right);
}

function isInside(row: Row, { equal, lower, upper }: KeyRange): boolean {
  const isWithin = (bound: KeyBound | undefined, sign: number): boolean => {
    if (bound === undefined) return true;
    const difference = sign * order(row[equal.length] as Value, bound.value);
    return bound.inclusive ? difference >= 0 : difference > 0;
  };
  return (
    equal.every((value, index) => value === row[index]) && isWithin(lower, 1) && isWithin(upper, -1)
  );
}

describe('a key range', () => {
  test('holds exactly the keys of the rows that a filter keeps', () => {
    fc.assert(
      fc.property(rangeArbitrary, fc.array(rowArbitrary, { maxLength: 30 }), (range, rows) => {
        const bytes = headsInRange(table, 'user', range);
        for (const row of rows) {
          const key = headKey(table.definition.id, 'user', keyOfRow(table, row));
          const isIn =
            bytes !== undefined &&
            compareBytes(bytes.gte, key) <= 0 &&
            compareBytes(key, bytes.lt) < 0;
          expect(isIn).toBe(isInside(row, range));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('that is absent is the whole scope and nothing of its neighbors', () => {
    const range = headsInRange(table, 'b', undefined);
    const isIn = (scope: string) => {
      const key = headKey(table.definition.id, scope, keyOfRow(table, [1, 'x', 1n]));
      return (
        range !== undefined && compareBytes(range.gte, key) <= 0 && compareBytes(key, range.lt) < 0
      );
    };
    expect(['a', 'b', 'b\0', 'ba', 'c', ''].filter(isIn)).toEqual(['b']);
  });

  test('that no key can be in is none', () => {
    const range = {
      equal: [],
      lower: { value: 5, inclusive: true },
      upper: { value: 5, inclusive: false },
    };
    expect(headsInRange(table, 'u', range)).toBeUndefined();
  });
});

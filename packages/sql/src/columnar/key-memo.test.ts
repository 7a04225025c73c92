import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sqlTypes } from '../types/sql-type.ts';
import { columnFromValues } from './batch-rows.ts';
import { KeyMemo } from './key-memo.ts';
import { numbersOf } from './key-numbers.ts';
import { allSlots } from './slots.ts';
import { columnVector } from './vector.ts';

/** Close together most of the time, so that windows grow, in both directions. */
const numbers = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: -2_000_000, max: 2_000_000 }),
  fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 2 ** 30, -(2 ** 30), 2 ** 20),
);
const parts = fc.array(fc.array(fc.option(numbers), { maxLength: 20 }), { maxLength: 6 });
const wide = fc.array(fc.oneof(numbers.map(BigInt), fc.constantFrom(2n ** 32n, -1n - 2n ** 32n)));

function check(memo: KeyMemo, type: 'int' | 'bigint', values: (number | bigint | null)[]): void {
  const found = numbersOf(columnVector(columnFromValues(sqlTypes[type], values)));
  if (found === undefined) throw new TypeError('whole numbers are numbers');
  const ids = new Int32Array(values.length).fill(-7);
  const rest = memo.recall(found, allSlots(values.length), ids);
  for (const slot of rest) ids[slot] = idOf(values[slot]);
  expect([...ids]).toEqual(values.map(idOf));
  memo.learn(found, rest, ids, 2 ** 23);
}

/** Any number that tells small numbers apart; -1 stands for no key, NULL is one. */
function idOf(value: number | bigint | null): number {
  if (value === null) return 1;
  return Number(value) % 3 === 0 ? -1 : Number(BigInt.asIntN(22, BigInt(value))) + 2 ** 22;
}

test('A memo gives the ids that it has learned and leaves the other rows.', () => {
  fc.assert(
    fc.property(parts, wide, (batches, last) => {
      const memo = new KeyMemo();
      for (const batch of batches) check(memo, 'int', batch);
      check(memo, 'bigint', last);
      check(memo, 'bigint', last);
    }),
  );
});

test('What has been learned is known.', () => {
  const memo = new KeyMemo();
  const values = [5, 3, 100, 7];
  check(memo, 'int', values);
  const found = numbersOf(columnVector(columnFromValues(sqlTypes.int, values)));
  const ids = new Int32Array(4);
  expect(found && memo.recall(found, allSlots(4), ids)).toHaveLength(1);
  expect([...ids]).toEqual([idOf(5), 0, idOf(100), idOf(7)]);
});

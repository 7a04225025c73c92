import { expect, test } from '@jest/globals';
import { MemoryBudget } from './memory-budget.ts';

test('accounts share a budget, and give back what they held', () => {
  const budget = new MemoryBudget(100);
  const sort = budget.open('Sort');
  const join = budget.open('Join');
  sort.hold(60);
  join.hold(30);
  sort.hold(70);
  expect([budget.usedBytes, budget.peakBytes]).toEqual([100, 100]);
  expect(() => join.hold(31)).toThrow(
    expect.objectContaining({
      code: 'SQL_OUT_OF_MEMORY',
      message: 'the statement needs more than 100 bytes of memory; Join keeps 31',
    }),
  );
  sort.release();
  join.hold(90);
  expect([budget.usedBytes, budget.peakBytes]).toEqual([90, 101]);
});

test('the greatest holding of an account is told', () => {
  const peaks: number[] = [];
  const account = new MemoryBudget(100).open('Sort', (bytes) => peaks.push(bytes));
  for (const bytes of [10, 5, 20]) account.hold(bytes);
  expect(peaks).toEqual([10, 20]);
  expect(account.holdIfFits(101)).toBe(false);
});

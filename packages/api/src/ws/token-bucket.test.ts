import { expect, test } from '@jest/globals';
import { createTokenBucket } from './token-bucket.ts';

test('a burst passes, then only what flows in', () => {
  const bucket = createTokenBucket(10, 1000);
  const taken = (nowMs: number, times: number) =>
    Array.from({ length: times }, () => bucket.take(nowMs)).filter(Boolean).length;
  expect(taken(1000, 15)).toBe(10);
  expect(taken(1050, 5)).toBe(0);
  expect(taken(1100, 5)).toBe(1);
  expect(taken(1600, 9)).toBe(5);
  expect(taken(60_000, 20)).toBe(10);
});

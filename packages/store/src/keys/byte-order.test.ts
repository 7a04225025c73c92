import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareBytes,
  equalBytes,
  joinBytes,
  nextKey,
  prefixEnd,
  prefixRange,
} from './byte-order.ts';

const bytes = fc.uint8Array({ maxLength: 6 });
const fewBytes = fc.array(fc.constantFrom(0, 1, 0xfe, 0xff), { maxLength: 5 });
const prefix = fewBytes
  .map((list) => Uint8Array.from(list))
  .filter((list) => list.some((byte) => byte !== 0xff));

test('compareBytes is the order of memcmp', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b));
      expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
    }),
  );
});

test('a prefix range holds what begins with the prefix, and only that', () => {
  fc.assert(
    fc.property(prefix, fewBytes, (start, list) => {
      const key = Uint8Array.from(list);
      const { gte, lt } = prefixRange(start);
      const inside = compareBytes(gte, key) <= 0 && compareBytes(key, lt) < 0;
      expect(inside).toBe(equalBytes(key.subarray(0, start.length), start));
    }),
    { numRuns: 2000 },
  );
});

test('nothing lies between a key and the next', () => {
  fc.assert(
    fc.property(bytes, bytes, (key, other) => {
      expect(compareBytes(key, nextKey(key))).toBeLessThan(0);
      expect(compareBytes(other, key) > 0 && compareBytes(other, nextKey(key)) < 0).toBe(false);
    }),
  );
});

test('FF alone has no end', () => {
  expect(() => prefixEnd(Uint8Array.of(0xff, 0xff))).toThrow(/no end/);
  expect(() => prefixEnd(new Uint8Array())).toThrow(/no end/);
});

test('joinBytes puts the second behind the first', () => {
  expect([...joinBytes(Uint8Array.of(1, 2), Uint8Array.of(3))]).toEqual([1, 2, 3]);
});

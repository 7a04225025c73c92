import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BoundedMap } from './bounded-map.ts';

test('keeps what was read and forgets what was not', () => {
  const map = new BoundedMap<number>({ entries: 3, totalSize: 100 });
  for (const key of ['a', 'b', 'c']) map.set(key, 1);
  map.get('a');
  map.set('d', 1);
  expect(map.get('a')).toBe(1);
  expect(map.get('b')).toBeUndefined();
  expect(map.count).toBe(3);
});

test('forgets something even if everything was read', () => {
  const map = new BoundedMap<number>({ entries: 2, totalSize: 100 });
  map.set('a', 1);
  map.set('b', 1);
  map.get('a');
  map.get('b');
  map.set('c', 1);
  expect(map.count).toBe(2);
});

test('keeps out an entry that alone is too large, and its older value with it', () => {
  const map = new BoundedMap<string>({ entries: 2, totalSize: 10 });
  map.set('a', 'small', 5);
  map.set('a', 'large', 11);
  expect(map.get('a')).toBeUndefined();
  expect(map.count).toBe(0);
});

test('never holds more than its limits, and what it gives is what was set last', () => {
  const operation = fc.record({
    kind: fc.constantFrom('get', 'set', 'delete'),
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    size: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const map = new BoundedMap<number>({ entries: 4, totalSize: 12 });
      const model = new Map<string, { value: number; size: number }>();
      for (const [step, { kind, key, size }] of operations.entries()) {
        if (kind === 'set') {
          map.set(key, step, size);
          model.set(key, { value: step, size });
        } else if (kind === 'delete') {
          map.delete(key);
          model.delete(key);
        } else {
          const value = map.get(key);
          if (value === undefined) model.delete(key);
          else expect(value).toBe(model.get(key)?.value);
        }
        expect(map.count).toBeLessThanOrEqual(4);
      }
      const held = [...model].filter(([key]) => map.get(key) !== undefined);
      expect(held.reduce((sum, [, { size }]) => sum + size, 0)).toBeLessThanOrEqual(12);
    }),
  );
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareValues, equalValues } from './compare.ts';
import { type SqlTypeKind, sqlTypes } from './sql-type.ts';
import type { Value } from './value.ts';

const ascending: readonly [SqlTypeKind, readonly Value[]][] = [
  ['boolean', [false, true]],
  ['smallint', [-5, 0, 7]],
  ['float', [Number.NEGATIVE_INFINITY, -1.5, 0, 3e38, Number.NaN]],
  ['date', [-5, 0, 7]],
  ['time', [0n, 7n]],
  ['datetime', [-5n, 0n]],
  ['interval', ['-1 mons', '-1 days', '00:00:00', '29 days', '1 mon 00:00:01']],
  ['int', [-5, 0, 7]],
  ['bigint', [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n]],
  ['double', [Number.NEGATIVE_INFINITY, -1.5, 0, 1e300, Number.POSITIVE_INFINITY, Number.NaN]],
  ['text', ['', 'A', 'AB', 'B', 'a', 'é', '\uffee', '😀', '😁']],
  ['timestamp', [-1n, 0n, 1n]],
  ['bytes', [[], [0], [0, 1], [127], [128], [255]].map((each) => Uint8Array.from(each))],
  ['uuid', ['00000000-0000-7000-8000-000000000000', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']],
];

test.each(ascending)('%s values are in order', (kind, values) => {
  const type = sqlTypes[kind];
  for (const [i, left] of values.entries()) {
    for (const [j, right] of values.entries()) {
      expect(Math.sign(compareValues(type, left, right))).toBe(Math.sign(i - j));
      expect(equalValues(type, left, right)).toBe(i === j);
    }
  }
});

test('Negative zero equals zero', () => {
  expect(compareValues(sqlTypes.double, -0, 0)).toBe(0);
  expect(equalValues(sqlTypes.double, -0, 0)).toBe(true);
});

test('Text has the order of its UTF-8 bytes', () => {
  const texts = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(texts, texts, (left, right) => {
      const expected = Buffer.compare(Buffer.from(left), Buffer.from(right));
      expect(Math.sign(compareValues(sqlTypes.text, left, right))).toBe(expected);
    }),
  );
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareBytes } from './byte-order.ts';
import { type KeyOrder, TupleWriter } from './tuple-writer.ts';

const order = fc.record({ descending: fc.boolean(), nullsFirst: fc.boolean() });
const number = fc.option(fc.integer({ min: -300, max: 300 }), { nil: null });
const text = fc.option(fc.string({ unit: 'binary', maxLength: 3 }), { nil: null });
const writer = new TupleWriter();

function compare(a: number | string | null, b: number | string | null, key: KeyOrder): number {
  if (a === null || b === null) {
    const sign = Number(a === null) - Number(b === null);
    return key.nullsFirst ? -sign : sign;
  }
  const sign =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : compareBytes(Buffer.from(String(a)), Buffer.from(String(b)));
  return key.descending ? -sign : sign;
}

test('tuples of an index have the order of its keys', () => {
  const row = fc.tuple(text, number);
  fc.assert(
    fc.property(order, order, row, row, (first, second, a, b) => {
      const encode = ([one, two]: readonly [string | null, number | null]) =>
        writer.reset().addOrdered('utf8', one, first).addOrdered('int32', two, second).finish();
      const expected = compare(a[0], b[0], first) || compare(a[1], b[1], second);
      expect(Math.sign(compareBytes(encode(a), encode(b)))).toBe(Math.sign(expected) + 0);
    }),
    { numRuns: 1_000 },
  );
});

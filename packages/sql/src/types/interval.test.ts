import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareIntervals, formatInterval, parseInterval, spanOf } from './interval.ts';
import { addInterval, addIntervals, ageBetween, betweenInstants } from './interval-arithmetic.ts';
import { sqlTypes } from './sql-type.ts';

const intervals = fc.record({
  months: fc.integer({ min: -50_000, max: 50_000 }),
  days: fc.integer({ min: -100_000, max: 100_000 }),
  micros: fc.bigInt({ min: -(2n ** 45n), max: 2n ** 45n }),
});
const instants = fc.bigInt({ min: -(2n ** 55n), max: 2n ** 57n });

test('What is printed is read as the same interval.', () => {
  fc.assert(
    fc.property(intervals, (interval) => {
      expect(parseInterval(formatInterval(interval))).toEqual(interval);
    }),
  );
});

test('The order is that of lengths, a month as 30 days.', () => {
  fc.assert(
    fc.property(intervals, intervals, (left, right) => {
      const difference = spanOf(left) - spanOf(right);
      const order = compareIntervals(formatInterval(left), formatInterval(right));
      expect(order).toBe(difference < 0n ? -1 : Number(difference > 0n));
    }),
  );
});

test('A difference leads back, and so does an age from the earlier instant.', () => {
  fc.assert(
    fc.property(instants, instants, (one, other) => {
      const [earlier, later] = one < other ? [one, other] : [other, one];
      const back = (span: ReturnType<typeof ageBetween>) =>
        addInterval(earlier, span, 1, sqlTypes.timestamp);
      expect(back(betweenInstants(later, earlier))).toBe(later);
      expect(ageBetween(earlier, later)).toEqual(
        addIntervals({ months: 0, days: 0, micros: 0n }, ageBetween(later, earlier), -1),
      );
    }),
  );
});

test('Subtracting undoes adding days and time.', () => {
  fc.assert(
    fc.property(instants, intervals, (instant, interval) => {
      const span = { ...interval, months: 0 };
      const there = addInterval(instant, span, 1, sqlTypes.timestamp);
      expect(addInterval(there, span, -1, sqlTypes.timestamp)).toBe(instant);
    }),
  );
});

test.each([
  '9'.repeat(400),
  `-${'9'.repeat(400)}`,
  `${'9'.repeat(400)} years`,
  `${'9'.repeat(400)} days -${'9'.repeat(400)} days`,
  `${'9'.repeat(400)}:00:00`,
  `${'9'.repeat(400)}:00:00 ago`,
  `P${'9'.repeat(400)}Y`,
  `PT${'9'.repeat(400)}S`,
  `${'9'.repeat(400)}.5 months`,
  `${'9'.repeat(400)} -${'9'.repeat(400)}`,
])('Fields past all bounds are refused, case %#', (text) => {
  expect(() => parseInterval(text)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/SQL_(OUT_OF_RANGE|INVALID_VALUE)/) }),
  );
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareDecimals,
  constrainDecimal,
  type Decimal,
  decimalOf,
  fitDecimal,
  formatDecimal,
  parseDecimal,
} from './decimal.ts';
import {
  addDecimals,
  divideDecimals,
  divisionScale,
  multiplyDecimals,
  subtractDecimals,
} from './decimal-arithmetic.ts';
import { integerRoot } from './decimal-roots.ts';

const decimal: fc.Arbitrary<Decimal> = fc.record({
  unscaled: fc.oneof(
    fc.bigInt({ min: -(10n ** 1000n) + 1n, max: 10n ** 1000n - 1n }),
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    fc.bigInt({ min: -1000n, max: 1000n }),
  ),
  scale: fc.oneof(fc.integer({ min: 0, max: 38 }), fc.integer({ min: 0, max: 1000 })),
});

test.each([
  ['1', '1'],
  [' +1.50 ', '1.50'],
  ['-.5', '-0.5'],
  ['5.', '5'],
  ['-0.0', '0.0'],
  ['00012', '12'],
  ['1e3', '1000'],
  ['1.5e-3', '0.0015'],
  ['150e-1', '15.0'],
  ['0e100', '0'],
  ['1e-1001', `0.${'0'.repeat(1000)}`],
  [`0.${'0'.repeat(999)}15`, `0.${'0'.repeat(999)}2`],
  [`${'9'.repeat(999)}.95`, `1${'0'.repeat(999)}`],
  ['1e-999999999', `0.${'0'.repeat(1000)}`],
])('%s is read as %s', (text, expected) => {
  expect(parseDecimal(text)).toBe(expected);
});

test.each([
  ['', 'SQL_INVALID_VALUE'],
  ['.', 'SQL_INVALID_VALUE'],
  ['1,5', 'SQL_INVALID_VALUE'],
  ['1e', 'SQL_INVALID_VALUE'],
  ['NaN', 'SQL_OUT_OF_RANGE'],
  ['-Infinity', 'SQL_OUT_OF_RANGE'],
  ['1e1000', 'SQL_OUT_OF_RANGE'],
  ['9'.repeat(100_000), 'SQL_OUT_OF_RANGE'],
  [`${'9'.repeat(1000)}.5`, 'SQL_OUT_OF_RANGE'],
])('%s is refused', (text, code) => {
  expect(() => parseDecimal(text)).toThrow(expect.objectContaining({ code }));
});

test('A decimal is what its text spells', () => {
  fc.assert(
    fc.property(decimal, (value) => {
      const text = formatDecimal(value);
      expect(decimalOf(text)).toEqual(value);
      expect(parseDecimal(text)).toBe(text);
    }),
  );
});

test.each([
  ['1.005', 10, 2, '1.01'],
  ['-1.005', 10, 2, '-1.01'],
  ['1.5', 10, 2, '1.50'],
  ['0.005', 2, 2, '0.01'],
])('%s as DECIMAL(%p, %p) is %s', (text, precision, scale, expected) => {
  expect(constrainDecimal(text, precision, scale)).toBe(expected);
});

test.each([
  ['99.995', 4, 2],
  ['1', 2, 2],
])('%s does not fit into DECIMAL(%p, %p)', (text, precision, scale) => {
  expect(() => constrainDecimal(text, precision, scale)).toThrow(
    expect.objectContaining({ code: 'SQL_OUT_OF_RANGE' }),
  );
});

describe('arithmetic', () => {
  /** Both at scale 2000, as integers. */
  const wide = ({ unscaled, scale }: Decimal): bigint => unscaled * 10n ** BigInt(2000 - scale);

  test('order is that of the values', () => {
    fc.assert(
      fc.property(decimal, decimal, (x, y) => {
        const [a, b] = [wide(x), wide(y)];
        expect(Math.sign(compareDecimals(x, y))).toBe(a < b ? -1 : Number(a > b));
      }),
    );
  });

  test('sums, differences and products are exact, or rounded to 1000 digits', () => {
    const operations = [
      [addDecimals, (x: bigint, y: bigint) => x + y, 2000],
      [subtractDecimals, (x: bigint, y: bigint) => x - y, 2000],
      [multiplyDecimals, (x: bigint, y: bigint) => x * y, 4000],
    ] as const;
    fc.assert(
      fc.property(decimal, decimal, fc.constantFrom(...operations), (x, y, operation) => {
        const [compute, model, scale] = operation;
        const exact = model(wide(x), wide(y));
        const limit = 10n ** BigInt(scale + 1000);
        const size = exact < 0n ? -exact : exact;
        let result: Decimal;
        try {
          result = compute(x, y);
        } catch {
          expect(size * 2n >= limit - 10n ** BigInt(scale)).toBe(true);
          return;
        }
        expect(String(result.unscaled).replace('-', '').length).toBeLessThanOrEqual(1000);
        const unit = 10n ** BigInt(scale - result.scale);
        const error = result.unscaled * unit - exact;
        expect((error < 0n ? -error : error) * 2n <= unit).toBe(true);
      }),
    );
  });

  test.each([
    ['1', '3.0', '0.33333333333333333333'],
    ['10', '4.00', '2.5000000000000000'],
    ['100000000.0', '3', '33333333.333333333333'],
    ['2', '-3.00000', '-0.66666666666666666667'],
  ])('%s / %s is %s', (x, y, expected) => {
    expect(formatDecimal(divideDecimals(decimalOf(x), decimalOf(y)))).toBe(expected);
  });

  test('a quotient is the nearest one, with the scale of the rule or all of 1000 digits', () => {
    fc.assert(
      fc.property(decimal, decimal, (x, y) => {
        fc.pre(y.unscaled !== 0n);
        let quotient: Decimal;
        try {
          quotient = divideDecimals(x, y);
        } catch {
          return;
        }
        const { unscaled, scale } = quotient;
        const digits = String(unscaled).replace('-', '').length;
        expect(scale === Math.min(1000, divisionScale(x, y)) || digits >= 999).toBe(true);
        // |x/y - q| <= 1/2 of the last place, multiplied out.
        const error = wide(x) * 10n ** BigInt(scale) - unscaled * wide(y);
        const size = (value: bigint) => (value < 0n ? -value : value);
        expect(size(error) * 2n <= size(wide(y))).toBe(true);
      }),
    );
  });

  test('a result past 1000 digits before the point is refused', () => {
    expect(() => fitDecimal(10n ** 1000n, 0)).toThrow(
      expect.objectContaining({ code: 'SQL_OUT_OF_RANGE' }),
    );
    expect(fitDecimal(10n ** 1000n, 1)).toEqual({ unscaled: 10n ** 999n, scale: 0 });
    expect(fitDecimal(10n ** 1001n - 1n, 2)).toEqual({ unscaled: 10n ** 999n, scale: 0 });
  });
});

test('An integer root is the greatest whose square is not greater', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 120n }), (value) => {
      const root = integerRoot(value);
      expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true);
    }),
  );
});

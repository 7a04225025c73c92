import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalOf, formatDecimal } from './decimal.ts';
import { exponential, logarithmToBase, naturalLogarithm, power } from './decimal-analysis.ts';
import { squareRoot } from './decimal-roots.ts';

test.each([
  ['2.0', '1.414213562373095'],
  ['12345678901234567890.0', '3513641828.8201443'],
  ['0.0001', '0.01000000000000000'],
])('The square root of %s is %s', (value, expected) => {
  expect(formatDecimal(squareRoot(decimalOf(value)))).toBe(expected);
});

test.each([
  ['1.0', '2.7182818284590452'],
  ['-1.5', '0.2231301601484298'],
  ['0.0', '1.0000000000000000'],
])('e to the power of %s is %s', (value, expected) => {
  expect(formatDecimal(exponential(decimalOf(value)))).toBe(expected);
});

test.each([
  ['10.0', '2.3025850929940457'],
  ['1.0', '0.0000000000000000'],
  ['0.9999', '-0.00010000500033335834'],
])('The logarithm of %s is %s', (value, expected) => {
  expect(formatDecimal(naturalLogarithm(decimalOf(value)))).toBe(expected);
});

test.each([
  ['2.0', '3', '8.0000000000000000'],
  ['2.0', '0.5', '1.4142135623730950'],
  ['2.5', '-2', '0.1600000000000000'],
  ['0.0', '1.5', '0.0000000000000000'],
  ['0.001', '2147483647', '0.0000000000000000'],
])('%s to the power of %s is %s', (base, exponent, expected) => {
  expect(formatDecimal(power(decimalOf(base), decimalOf(exponent)))).toBe(expected);
});

test.each([
  ['0', '-1', 'SQL_INVALID_VALUE'],
  ['-2', '0.5', 'SQL_INVALID_VALUE'],
  ['10', '1000', 'SQL_OUT_OF_RANGE'],
  ['0.001', '-2147483647', 'SQL_OUT_OF_RANGE'],
  [
    '99999999999999999999999999999999999999',
    '99999999999999999999999999999999999999',
    'SQL_OUT_OF_RANGE',
  ],
])('%s to the power of %s is refused', (base, exponent, code) => {
  expect(() => power(decimalOf(base), decimalOf(exponent))).toThrow(
    expect.objectContaining({ code }),
  );
});

test('Logarithms are those of doubles, to their digits', () => {
  const positive = fc
    .double({ min: 1e-9, max: 1e12, noNaN: true })
    .map((value) => value.toFixed(10));
  fc.assert(
    fc.property(positive, (text) => {
      fc.pre(Number(text) > 0);
      const value = decimalOf(text);
      const expected = Math.log(Number(text));
      expect(Number(formatDecimal(naturalLogarithm(value)))).toBeCloseTo(expected, 9);
      const ten = logarithmToBase(decimalOf('10'), value);
      expect(Number(formatDecimal(ten))).toBeCloseTo(Math.log10(Number(text)), 9);
    }),
  );
});

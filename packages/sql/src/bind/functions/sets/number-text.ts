import { SqlError } from '../../../error.ts';
import {
  absolute,
  type Decimal,
  decimalOf,
  decimalText,
  fitDecimal,
  formatDecimal,
  powerOfTen,
  rescale,
} from '../../../types/decimal.ts';
import { formatNumber, type PatternNumber } from '../../../types/number-pattern.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import { shorten } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';

const { int, bigint, decimal, float, double, text } = sqlTypes;

/** TO_CHAR of numbers, and TO_NUMBER. */
export const numberTextFunctions: readonly ScalarFunction[] = [
  ...[int, bigint, decimal].map((type) =>
    strictFunction('to_char', [type, text], text, ([value, pattern]) =>
      formatNumber(exactNumber(decimalOf(String(value))), pattern as string),
    ),
  ),
  strictFunction('to_char', [float, text], text, ([value, pattern]) =>
    formatNumber(floatingNumber(value as number, 6), pattern as string),
  ),
  strictFunction('to_char', [double, text], text, ([value, pattern]) =>
    formatNumber(floatingNumber(value as number, 15), pattern as string),
  ),
  strictFunction('to_number', [text, text], decimal, ([value, pattern]) =>
    readNumber(value as string, pattern as string),
  ),
];

function exactNumber(value: Decimal): PatternNumber {
  return {
    isNegative: value.unscaled < 0n,
    digits: (fraction) => decimalText(absolute(rescale(value, fraction)), fraction),
    timesTenTo: (exponent) =>
      exactNumber({ unscaled: value.unscaled * powerOfTen(exponent), scale: value.scale }),
  };
}

/** Of a binary number only the digits that it holds are shown. */
function floatingNumber(value: number, precision: number): PatternNumber {
  if (!Number.isFinite(value)) {
    throw new SqlError('SQL_OUT_OF_RANGE', `${value} has no digits to be shown`);
  }
  const size = Math.abs(value);
  return {
    isNegative: value < 0,
    digits: (fraction) => {
      const before = size < 1e21 ? size.toFixed(0).length : precision;
      const shown = Math.min(fraction, Math.max(precision - before, 0));
      return size < 1e21 ? size.toFixed(shown) : BigInt(size).toString();
    },
    timesTenTo: (exponent) => floatingNumber(value * 10 ** exponent, precision),
  };
}

/** The number in a text that TO_CHAR would have written by the pattern. */
function readNumber(value: string, pattern: string): string {
  const places = pattern.replace(/"[^"]*"/g, '');
  const isPoint = /[.D]/i.test(places);
  const [before, behind] = places.split(/[.D]/i).map((part) => part.replace(/[^09]/g, '').length);
  const cleaned = value.replace(isPoint ? /[^\d.]/g : /\D/g, '');
  const [whole = '', fraction = ''] = cleaned.split('.');
  const digits = whole.slice(0, before);
  const rest = isPoint ? fraction.slice(0, behind) : '';
  if (digits + rest === '') {
    const message = `invalid input syntax for type DECIMAL: "${shorten(value)}"`;
    throw new SqlError('SQL_INVALID_VALUE', message);
  }
  const isNegative = /-/.test(value) || (/PR/i.test(pattern) && /^\s*</.test(value));
  const unscaled = BigInt(digits + rest) * (isNegative ? -1n : 1n);
  return formatDecimal(fitDecimal(unscaled, rest.length));
}

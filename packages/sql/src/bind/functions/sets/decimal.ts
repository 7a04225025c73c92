import {
  absolute,
  type Decimal,
  decimalOf,
  fitDecimal,
  formatDecimal,
  MAX_DIGITS,
  powerOfTen,
  rescale,
} from '../../../types/decimal.ts';
import {
  addDecimals,
  divideDecimals,
  integerQuotient,
  moduloDecimals,
  multiplyDecimals,
  subtractDecimals,
} from '../../../types/decimal-arithmetic.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';
import { aliases, strictFunction } from './define.ts';

const { smallint, int, bigint, decimal } = sqlTypes;

/**
 * Operators and roundings of DECIMAL, exact, with PostgreSQL's scales. Results are within 1000
 * digits: see `fitDecimal`.
 */
export const decimalFunctions: readonly ScalarFunction[] = [
  decimal2('+', addDecimals),
  decimal2('-', subtractDecimals),
  decimal2('*', multiplyDecimals),
  decimal2('/', divideDecimals),
  decimal2('%', moduloDecimals),
  decimal2('mod', moduloDecimals),
  decimal2('div', integerQuotient),
  decimal1('-', ({ unscaled, scale }) => ({ unscaled: -unscaled, scale })),
  decimal1('abs', ({ unscaled, scale }) => ({ unscaled: absolute(unscaled), scale })),
  decimal1('sign', ({ unscaled }) => ({ unscaled: signOf(unscaled), scale: 0 })),
  ...aliases(['ceil', 'ceiling'], decimal1('ceil', ceiling)),
  decimal1('floor', (value) => negated(ceiling(negated(value)))),
  decimal1('round', (value) => fitDecimal(rescale(value, 0), 0)),
  decimal1('trunc', (value) => truncate(value, 0)),
  toDigits('round', roundTo),
  // Without these, integers would rather be rounded as doubles.
  ...[smallint, int, bigint].map((type) => toDigits('round', roundTo, type)),
  toDigits('trunc', truncate),
];

/** A function of one decimal. */
export function decimal1(name: string, compute: (value: Decimal) => Decimal): ScalarFunction {
  return strictFunction(name, [decimal], decimal, ([value]) =>
    formatDecimal(compute(decimalOf(value as string))),
  );
}

/** A function of two decimals. */
export function decimal2(
  name: string,
  compute: (left: Decimal, right: Decimal) => Decimal,
): ScalarFunction {
  return strictFunction(name, [decimal, decimal], decimal, ([left, right]) =>
    formatDecimal(compute(decimalOf(left as string), decimalOf(right as string))),
  );
}

function toDigits(
  name: string,
  compute: (value: Decimal, digits: number) => Decimal,
  type: SqlType = decimal,
): ScalarFunction {
  return strictFunction(name, [type, int], decimal, ([value, digits]) =>
    formatDecimal(compute(decimalOf(String(value)), clampDigits(digits as number))),
  );
}

/** Where all digits of any decimal are rounded away, or zeros fill all places. */
function clampDigits(digits: number): number {
  return Math.min(Math.max(digits, -MAX_DIGITS - 1), MAX_DIGITS);
}

/** To `digits` behind the point, half away from zero; negative `digits` are places before it. */
function roundTo(value: Decimal, digits: number): Decimal {
  if (digits >= 0) return fitDecimal(rescale(value, digits), digits);
  return fitDecimal(rescale(value, digits) * powerOfTen(-digits), 0);
}

/** As `roundTo`, towards zero. */
function truncate({ unscaled, scale }: Decimal, digits: number): Decimal {
  if (digits >= scale) return fitDecimal(unscaled * powerOfTen(digits - scale), digits);
  const cut = unscaled / powerOfTen(scale - digits);
  return digits >= 0
    ? { unscaled: cut, scale: digits }
    : { unscaled: cut * powerOfTen(-digits), scale: 0 };
}

function ceiling(value: Decimal): Decimal {
  const cut = truncate(value, 0);
  const isAbove = value.unscaled > cut.unscaled * powerOfTen(value.scale);
  return fitDecimal(isAbove ? cut.unscaled + 1n : cut.unscaled, 0);
}

function negated({ unscaled, scale }: Decimal): Decimal {
  return { unscaled: -unscaled, scale };
}

function signOf(value: bigint): bigint {
  if (value === 0n) return 0n;
  return value < 0n ? -1n : 1n;
}

import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import {
  absolute,
  type Decimal,
  decimalOf,
  fitDecimal,
  formatDecimal,
  MAX_DIGITS,
  powerOfTen,
} from '../../../types/decimal.ts';
import {
  decimalLogarithm,
  exponential,
  logarithmToBase,
  naturalLogarithm,
  power,
} from '../../../types/decimal-analysis.ts';
import { aligned } from '../../../types/decimal-arithmetic.ts';
import { squareRoot } from '../../../types/decimal-roots.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import { outOfRange } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { checkInt } from './arithmetic.ts';
import { decimal1, decimal2 } from './decimal.ts';
import { aliases, strictFunction } from './define.ts';

const { int, bigint, decimal } = sqlTypes;

/** Roots, powers, logarithms, divisors and the digits of DECIMAL. */
export const decimalAnalysis: readonly ScalarFunction[] = [
  decimal1('sqrt', squareRoot),
  decimal1('exp', exponential),
  decimal1('ln', naturalLogarithm),
  ...aliases(['log', 'log10'], decimal1('log', decimalLogarithm)),
  decimal2('log', logarithmToBase),
  ...aliases(['power', 'pow', '^'], decimal2('power', power)),
  decimal2('gcd', (left, right) => {
    const [x, y, scale] = aligned(left, right);
    return fitDecimal(divisorOf(x, y), scale);
  }),
  decimal2('lcm', (left, right) => {
    const [x, y, scale] = aligned(left, right);
    const divisor = divisorOf(x, y);
    return fitDecimal(divisor === 0n ? 0n : absolute((x / divisor) * y), scale);
  }),
  strictFunction('factorial', [bigint], decimal, ([value]) => factorial(value as bigint)),
  digits('scale', ({ scale }) => scale),
  digits('min_scale', (value) => trimmed(value).scale),
  decimal1('trim_scale', trimmed),
  strictFunction('width_bucket', [decimal, decimal, decimal, int], int, (values) => {
    const [operand, low, high] = values.map((value) => decimalOf(String(value)));
    return widthBucket({ operand, low, high }, values[3] as number);
  }),
];

function digits(name: string, compute: (value: Decimal) => number): ScalarFunction {
  return strictFunction(name, [decimal], int, ([value]) => compute(decimalOf(value as string)));
}

/** Without the zeros at the end that say nothing. */
function trimmed(value: Decimal): Decimal {
  let { unscaled, scale } = value;
  while (scale > 0 && unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale--;
  }
  return { unscaled, scale };
}

/** The greatest common divisor, not negative; 0 of two zeros. */
function divisorOf(left: bigint, right: bigint): bigint {
  let [a, b] = [absolute(left), absolute(right)];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function factorial(value: bigint): string {
  if (value < 0n) {
    throw new SqlError('SQL_OUT_OF_RANGE', 'factorial of a negative number is undefined');
  }
  let result = 1n;
  for (let factor = 2n; factor <= value; factor++) {
    result *= factor;
    if (result >= powerOfTen(MAX_DIGITS)) throw outOfRange(decimal);
  }
  return formatDecimal({ unscaled: result, scale: 0 });
}

interface Bucketing {
  readonly operand: Decimal;
  readonly low: Decimal;
  readonly high: Decimal;
}

/** In which of `count` equal parts of low … high the operand lies, from 1; outside 0 or count + 1. */
function widthBucket(bucketing: Bucketing, count: number): number {
  if (count <= 0)
    throw new SqlError('SQL_INVALID_VALUE', 'count must be greater than zero', {
      sqlState: conditions.invalidArgumentForWidthBucket,
    });
  const scale = Math.max(...Object.values(bucketing).map((each: Decimal) => each.scale));
  const at = (each: Decimal): bigint => each.unscaled * powerOfTen(scale - each.scale);
  const [low, high] = [at(bucketing.low), at(bucketing.high)];
  if (low === high) {
    throw new SqlError('SQL_INVALID_VALUE', 'lower bound cannot equal upper bound', {
      sqlState: conditions.invalidArgumentForWidthBucket,
    });
  }
  const width = absolute(high - low);
  const distance = high > low ? at(bucketing.operand) - low : low - at(bucketing.operand);
  if (distance < 0n) return 0;
  if (distance >= width) return checkInt(count + 1);
  return Number((distance * BigInt(count)) / width) + 1;
}

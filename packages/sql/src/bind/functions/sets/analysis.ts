import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import { outOfRange } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { checkAngle, checkSine } from './angle-domain.ts';
import { checkBigint, checkFinite, checkInt } from './arithmetic.ts';
import { aliases, strictFunction } from './define.ts';

const { int, bigint, double } = sqlTypes;

/** Logarithms, the exponential, angles, and the divisors of integers. Angles are in radians. */
export const analysisFunctions: readonly ScalarFunction[] = [
  strictFunction('pi', [], double, () => Math.PI),
  double1('exp', exponential),
  double1('ln', (value) => Math.log(checkLogarithm(value))),
  ...aliases(
    ['log', 'log10'],
    double1('log', (value) => Math.log10(checkLogarithm(value))),
  ),
  ...aliases(['cbrt', '||/'], double1('cbrt', Math.cbrt)),
  double1('degrees', (value) => checkFinite((value * 180) / Math.PI, value)),
  double1('radians', (value) => (value * Math.PI) / 180),
  double1('sin', (value) => Math.sin(checkAngle(value))),
  double1('cos', (value) => Math.cos(checkAngle(value))),
  double1('tan', (value) => Math.tan(checkAngle(value))),
  double1('cot', (value) => 1 / Math.tan(checkAngle(value))),
  double1('asin', (value) => Math.asin(checkSine(value))),
  double1('acos', (value) => Math.acos(checkSine(value))),
  double1('atan', Math.atan),
  strictFunction('atan2', [double, double], double, ([y, x]) =>
    Math.atan2(y as number, x as number),
  ),
  strictFunction('gcd', [int, int], int, ([left, right]) =>
    checkInt(Number(divisorOf(BigInt(left as number), BigInt(right as number)))),
  ),
  strictFunction('gcd', [bigint, bigint], bigint, ([left, right]) =>
    checkBigint(divisorOf(left as bigint, right as bigint)),
  ),
  strictFunction('lcm', [int, int], int, ([left, right]) =>
    checkInt(Number(multipleOf(BigInt(left as number), BigInt(right as number)))),
  ),
  strictFunction('lcm', [bigint, bigint], bigint, ([left, right]) =>
    checkBigint(multipleOf(left as bigint, right as bigint)),
  ),
];

function double1(name: string, compute: (value: number) => number): ScalarFunction {
  return strictFunction(name, [double], double, ([value]) => compute(value as number));
}

function exponential(value: number): number {
  const result = checkFinite(Math.exp(value), value);
  if (result === 0 && Number.isFinite(value)) throw outOfRange(double);
  return result;
}

function checkLogarithm(value: number): number {
  if (value === 0)
    throw new SqlError('SQL_INVALID_VALUE', 'cannot take logarithm of zero', {
      sqlState: conditions.invalidArgumentForLogarithm,
    });
  if (value < 0) {
    throw new SqlError('SQL_INVALID_VALUE', 'cannot take logarithm of a negative number', {
      sqlState: conditions.invalidArgumentForLogarithm,
    });
  }
  return value;
}

/** The greatest common divisor, not negative; 0 of two zeros. */
function divisorOf(left: bigint, right: bigint): bigint {
  let [a, b] = [left < 0n ? -left : left, right < 0n ? -right : right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function multipleOf(left: bigint, right: bigint): bigint {
  if (left === 0n || right === 0n) return 0n;
  const product = (left / divisorOf(left, right)) * right;
  return product < 0n ? -product : product;
}

import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { roundHalfEven } from '../../../types/round.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import { outOfRange } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { checkBigint, checkFinite, checkInt, checkSmallint } from './arithmetic.ts';
import { aliases, strictFunction } from './define.ts';

const { smallint, int, bigint, double } = sqlTypes;

/** Functions of numbers; SIGN of NaN and of -0 is 0, as in PostgreSQL. ROUND of a DOUBLE takes the even one of two equally near integers. */
export const mathFunctions: readonly ScalarFunction[] = [
  strictFunction('abs', [smallint], smallint, ([value]) =>
    checkSmallint(Math.abs(value as number)),
  ),
  strictFunction('abs', [int], int, ([value]) => checkInt(Math.abs(value as number))),
  strictFunction('abs', [bigint], bigint, ([value]) => absolute(value as bigint)),
  double1('abs', Math.abs),
  ...aliases(['ceil', 'ceiling'], double1('ceil', Math.ceil)),
  double1('floor', Math.floor),
  double1('trunc', Math.trunc),
  double1('round', roundFinite),
  strictFunction('round', [double, int], double, ([value, digits]) =>
    roundToDigits(value as number, digits as number),
  ),
  double1('sign', (value) => (value > 0 ? 1 : value < 0 ? -1 : 0)),
  ...aliases(['sqrt', '|/'], double1('sqrt', squareRoot)),
  ...aliases(
    ['power', 'pow', '^'],
    strictFunction('power', [double, double], double, ([base, exponent]) =>
      power(base as number, exponent as number),
    ),
  ),
];

function double1(name: string, compute: (value: number) => number): ScalarFunction {
  return strictFunction(name, [double], double, ([value]) => compute(value as number));
}

function absolute(value: bigint): bigint {
  return checkBigint(value < 0n ? -value : value);
}

/** The sign is kept, so that -0.5 gives -0. */
function roundFinite(value: number): number {
  if (!Number.isFinite(value)) return value;
  return value < 0 || Object.is(value, -0) ? -roundHalfEven(-value) : roundHalfEven(value);
}

/** Decimal rounding of what the double prints as; negative `digits` round left of the point. */
function roundToDigits(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 100) return value;
  if (digits >= 0) return Number(value.toFixed(digits));
  if (digits < -308) return 0;
  const unit = 10 ** -digits;
  return checkFinite(roundHalfEven(value / unit) * unit, value);
}

function squareRoot(value: number): number {
  if (value < 0) {
    throw new SqlError('SQL_INVALID_VALUE', 'cannot take square root of a negative number', {
      sqlState: conditions.invalidArgumentForPowerFunction,
    });
  }
  return Math.sqrt(value);
}

function power(base: number, exponent: number): number {
  if (base === 1 || exponent === 0) return 1;
  if (base === 0 && exponent < 0) {
    throw new SqlError('SQL_INVALID_VALUE', 'zero raised to a negative power is undefined', {
      sqlState: conditions.invalidArgumentForPowerFunction,
    });
  }
  if (base < 0 && Number.isFinite(exponent) && !Number.isInteger(exponent)) {
    throw new SqlError(
      'SQL_INVALID_VALUE',
      'a negative number raised to a non-integer power yields a complex result',
      { sqlState: conditions.invalidArgumentForPowerFunction },
    );
  }
  if (base === -1 && !Number.isFinite(exponent)) return Number.isNaN(exponent) ? exponent : 1;
  const result = checkFinite(base ** exponent, base, exponent);
  const vanished = result === 0 && base !== 0 && Number.isFinite(base) && Number.isFinite(exponent);
  if (vanished) throw outOfRange(double);
  return result;
}

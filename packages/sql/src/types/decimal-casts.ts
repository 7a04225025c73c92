import type { CastRule, CastRules } from './cast-rule.ts';
import { decimalOf, parseDecimal, rescale } from './decimal.ts';
import {
  BIGINT_MAX,
  BIGINT_MIN,
  INT_MAX,
  INT_MIN,
  parseDouble,
  parseFloat32,
  SMALLINT_MAX,
  SMALLINT_MIN,
} from './number-text.ts';
import { type SqlType, sqlTypes } from './sql-type.ts';
import { outOfRange } from './value-error.ts';

/** Of an integer: its digits. */
export const integerToDecimal: CastRule = { context: 'implicit', cast: String };

/** Of a DOUBLE: its first 15 significant digits, which are those a DOUBLE keeps. */
export const doubleToDecimal: CastRule = floatingToDecimal(15);

/** Of a FLOAT: its first 6 significant digits. */
export const floatToDecimal: CastRule = floatingToDecimal(6);

/** Casts of decimals: integers by rounding half away from zero, floating point by the nearest. */
export const decimalRules: CastRules = {
  smallint: toInteger(sqlTypes.smallint, BigInt(SMALLINT_MIN), BigInt(SMALLINT_MAX), Number),
  int: toInteger(sqlTypes.int, BigInt(INT_MIN), BigInt(INT_MAX), Number),
  bigint: toInteger(sqlTypes.bigint, BIGINT_MIN, BIGINT_MAX, (value) => value),
  float: { context: 'implicit', cast: (value) => parseFloat32(value as string) },
  double: { context: 'implicit', cast: (value) => parseDouble(value as string) },
  text: { context: 'assignment', cast: (value) => value },
};

function toInteger(
  type: SqlType,
  least: bigint,
  greatest: bigint,
  result: (value: bigint) => number | bigint,
): CastRule {
  return {
    context: 'assignment',
    cast: (text) => {
      const value = rescale(decimalOf(text as string), 0);
      if (value < least || value > greatest) throw outOfRange(type);
      return result(value);
    },
  };
}

function floatingToDecimal(digits: number): CastRule {
  return {
    context: 'assignment',
    cast: (value) => {
      const number = value as number;
      if (!Number.isFinite(number)) return parseDecimal(String(number));
      return parseDecimal(String(Number(number.toPrecision(digits))));
    },
  };
}

import { INT_MAX, INT_MIN, SMALLINT_MAX, SMALLINT_MIN } from '../../../types/number-text.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import { divisionByZero, outOfRange } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';

const { smallint, int, bigint, double } = sqlTypes;

/**
 * `+ - * / %`, mod and the signs. Integers are exact and truncate towards zero; leaving the type's
 * range is SQL_OUT_OF_RANGE, also where a finite double becomes infinite or vanishes.
 */
export const arithmeticFunctions: readonly ScalarFunction[] = [
  ...integerFunctions(smallint, checkSmallint),
  ...integerFunctions(int, checkInt),
  bigint2('+', (left, right) => left + right),
  bigint2('-', (left, right) => left - right),
  bigint2('*', (left, right) => left * right),
  bigint2('/', (left, right) => left / bigDivisor(right)),
  bigint2('%', (left, right) => left % bigDivisor(right)),
  bigint2('mod', (left, right) => left % bigDivisor(right)),
  double2('+', (left, right) => checkFinite(left + right, left, right)),
  double2('-', (left, right) => checkFinite(left - right, left, right)),
  double2('*', (left, right) => {
    const result = checkFinite(left * right, left, right);
    if (result === 0 && left !== 0 && right !== 0) throw outOfRange(double);
    return result;
  }),
  double2('/', divideDoubles),
  strictFunction('-', [bigint], bigint, ([value]) => checkBigint(-(value as bigint))),
  strictFunction('-', [double], double, ([value]) => -(value as number)),
];

/** `value`, if a SMALLINT holds it. Never -0. */
export function checkSmallint(value: number): number {
  if (value > SMALLINT_MAX || value < SMALLINT_MIN) throw outOfRange(smallint);
  return value + 0;
}

/** `value`, if an INT holds it. Never -0. */
export function checkInt(value: number): number {
  if (value > INT_MAX || value < INT_MIN) throw outOfRange(int);
  return value + 0;
}

/** `value`, if a BIGINT holds it. */
export function checkBigint(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw outOfRange(bigint);
  return value;
}

/** `result`, unless it is infinite though no operand is. */
export function checkFinite(result: number, left: number, right: number = left): number {
  const overflowed = result === Infinity || result === -Infinity;
  if (overflowed && Number.isFinite(left) && Number.isFinite(right)) throw outOfRange(double);
  return result;
}

/** `left / right`; division by zero and quotients that overflow or vanish are errors. */
export function divideDoubles(left: number, right: number): number {
  if (right === 0 && !Number.isNaN(left)) throw divisionByZero();
  const result = checkFinite(left / right, left, right);
  if (result === 0 && left !== 0 && Number.isFinite(right)) throw outOfRange(double);
  return result;
}

function divisor(value: number): number {
  if (value === 0) throw divisionByZero();
  return value;
}

function bigDivisor(value: bigint): bigint {
  if (value === 0n) throw divisionByZero();
  return value;
}

/**
 * Operators of a type whose values are numbers. Products that a double rounds are far outside of
 * INT: `check` still refuses them.
 */
function integerFunctions(type: SqlType, check: (value: number) => number): ScalarFunction[] {
  const binaries: Readonly<Record<string, (left: number, right: number) => number>> = {
    '+': (left, right) => left + right,
    '-': (left, right) => left - right,
    '*': (left, right) => left * right,
    '/': (left, right) => Math.trunc(left / divisor(right)),
    '%': (left, right) => left % divisor(right),
    mod: (left, right) => left % divisor(right),
  };
  return [
    ...Object.entries(binaries).map(([name, compute]) =>
      binary(name, type, ([left, right]) => check(compute(left as number, right as number))),
    ),
    strictFunction('-', [type], type, ([value]) => check(-(value as number))),
  ];
}

function bigint2(name: string, compute: (left: bigint, right: bigint) => bigint): ScalarFunction {
  return binary(name, bigint, ([left, right]) =>
    checkBigint(compute(left as bigint, right as bigint)),
  );
}

function double2(name: string, compute: (left: number, right: number) => number): ScalarFunction {
  return binary(name, double, ([left, right]) => compute(left as number, right as number));
}

function binary(name: string, type: SqlType, row: ScalarFunction['row']): ScalarFunction {
  return strictFunction(name, [type, type], type, row);
}

import { isFloatOf } from '../../../types/number-text.ts';
import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import { outOfRange } from '../../../types/value-error.ts';
import type { ScalarFunction } from '../functions.ts';
import { checkFinite, divideDoubles } from './arithmetic.ts';
import { strictFunction } from './define.ts';

const { float, double } = sqlTypes;

type Operation = (left: number, right: number) => number;

const operations: Readonly<Record<string, Operation>> = {
  '+': (left, right) => checkFinite(left + right, left, right),
  '-': (left, right) => checkFinite(left - right, left, right),
  '*': multiply,
  '/': divideDoubles,
};

/**
 * Arithmetic of FLOAT, rounded to 32 bits, and of FLOAT with DOUBLE, which is DOUBLE. As in
 * PostgreSQL the mixed forms also take integers with a FLOAT.
 */
export const floatFunctions: readonly ScalarFunction[] = [
  ...Object.entries(operations).flatMap(([name, compute]) => [
    operator(name, [float, float], float, (left, right) => narrow(compute(left, right))),
    operator(name, [float, double], double, compute),
    operator(name, [double, float], double, compute),
  ]),
  strictFunction('-', [float], float, ([value]) => -(value as number)),
  strictFunction('abs', [float], float, ([value]) => Math.abs(value as number)),
];

function operator(
  name: string,
  parameters: readonly SqlType[],
  returns: SqlType,
  compute: Operation,
): ScalarFunction {
  return strictFunction(name, parameters, returns, ([left, right]) =>
    compute(left as number, right as number),
  );
}

function multiply(left: number, right: number): number {
  const result = checkFinite(left * right, left, right);
  if (result === 0 && left !== 0 && right !== 0) throw outOfRange(double);
  return result;
}

function narrow(wide: number): number {
  const value = Math.fround(wide);
  if (!isFloatOf(value, wide)) throw outOfRange(float);
  return value;
}

import { type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';

const { smallint, int, bigint } = sqlTypes;

type Narrow = (value: number) => number;

/** `& | # ~ << >>` of the integer types. Shifts drop what leaves the type, as in C. */
export const bitFunctions: readonly ScalarFunction[] = [
  ...numberBits(smallint, (value) => (value << 16) >> 16),
  ...numberBits(int, (value) => value | 0),
  bigint2('&', (left, right) => left & right),
  bigint2('|', (left, right) => left | right),
  bigint2('#', (left, right) => left ^ right),
  strictFunction('~', [bigint], bigint, ([value]) => ~(value as bigint)),
  shift('<<', (value, count) => value << count),
  shift('>>', (value, count) => value >> count),
];

function numberBits(type: SqlType, narrow: Narrow): ScalarFunction[] {
  const binary = (
    name: string,
    right: SqlType,
    compute: (left: number, right: number) => number,
  ): ScalarFunction =>
    strictFunction(name, [type, right], type, ([first, second]) =>
      narrow(compute(first as number, second as number)),
    );
  return [
    binary('&', type, (first, second) => first & second),
    binary('|', type, (first, second) => first | second),
    binary('#', type, (first, second) => first ^ second),
    strictFunction('~', [type], type, ([value]) => ~(value as number)),
    binary('<<', int, (value, count) => value << count),
    binary('>>', int, (value, count) => value >> count),
  ];
}

function bigint2(name: string, compute: (left: bigint, right: bigint) => bigint): ScalarFunction {
  return strictFunction(name, [bigint, bigint], bigint, ([left, right]) =>
    compute(left as bigint, right as bigint),
  );
}

/** Of the count only the lowest six bits matter. */
function shift(name: string, compute: (value: bigint, count: bigint) => bigint): ScalarFunction {
  return strictFunction(name, [bigint, int], bigint, ([value, count]) =>
    BigInt.asIntN(64, compute(value as bigint, BigInt((count as number) & 63))),
  );
}

import { compareValues, equalValues } from '../../types/compare.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../types/sql-type.ts';
import type { Value } from '../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';

/** Types with an order, each with comparison operators of its own. */
export const comparableTypes: readonly SqlType[] = Object.values(sqlTypes).filter(
  (type) => type.kind !== 'unknown' && typeProperties[type.kind].comparable,
);

/** `= <> < <= > >=` and IS [NOT] DISTINCT FROM, for two values of each comparable type. */
export const comparisonFunctions: readonly ScalarFunction[] = comparableTypes.flatMap((type) => [
  comparison('=', type, (left, right) => equalValues(type, left, right)),
  comparison('<>', type, (left, right) => !equalValues(type, left, right)),
  comparison('<', type, (left, right) => compareValues(type, left, right) < 0),
  comparison('<=', type, (left, right) => compareValues(type, left, right) <= 0),
  comparison('>', type, (left, right) => compareValues(type, left, right) > 0),
  comparison('>=', type, (left, right) => compareValues(type, left, right) >= 0),
  distinctness('is distinct from', type, true),
  distinctness('is not distinct from', type, false),
]);

/** IS TRUE and IS FALSE, which are never NULL; IS UNKNOWN is IS NULL. */
export const truthFunctions: readonly ScalarFunction[] = [
  truth('is true', true),
  truth('is false', false),
];

function comparison(
  name: string,
  type: SqlType,
  holds: (left: Value, right: Value) => boolean,
): ScalarFunction {
  return strictFunction(name, [type, type], sqlTypes.boolean, (values) =>
    holds(values[0], values[1]),
  );
}

function distinctness(name: string, type: SqlType, wanted: boolean): ScalarFunction {
  return {
    ...strictFunction(name, [type, type], sqlTypes.boolean, ([left, right]) => {
      if (left === null || right === null) return (left !== right) === wanted;
      return equalValues(type, left, right) !== wanted;
    }),
    strict: false,
  };
}

function truth(name: string, wanted: boolean): ScalarFunction {
  return {
    ...strictFunction(name, [sqlTypes.boolean], sqlTypes.boolean, (values) => values[0] === wanted),
    strict: false,
  };
}

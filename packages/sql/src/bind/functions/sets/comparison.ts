import { compareValues, equalValues } from '../../../types/compare.ts';
import { type SqlType, sqlTypes, typeProperties } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { strictFunction } from './define.ts';

const { float, double } = sqlTypes;

/** Types with an order, each with comparison operators of its own. */
export const comparableTypes: readonly SqlType[] = Object.values(sqlTypes).filter(
  (type) => type.kind !== 'unknown' && typeProperties[type.kind].comparable,
);

/** `= <> < <= > >=` and IS [NOT] DISTINCT FROM, for two values of each comparable type. */
export const comparisonFunctions: readonly ScalarFunction[] = [
  ...comparableTypes.flatMap((type) => comparisonsOf(type, [type, type])),
  // Both are numbers; PostgreSQL has these for the sake of FLOAT columns and DOUBLE values.
  ...comparisonsOf(double, [float, double]),
  ...comparisonsOf(double, [double, float]),
];

function comparisonsOf(type: SqlType, parameters: readonly [SqlType, SqlType]): ScalarFunction[] {
  return [
    comparison('=', parameters, (left, right) => equalValues(type, left, right)),
    comparison('<>', parameters, (left, right) => !equalValues(type, left, right)),
    comparison('<', parameters, (left, right) => compareValues(type, left, right) < 0),
    comparison('<=', parameters, (left, right) => compareValues(type, left, right) <= 0),
    comparison('>', parameters, (left, right) => compareValues(type, left, right) > 0),
    comparison('>=', parameters, (left, right) => compareValues(type, left, right) >= 0),
    distinctness('is distinct from', type, parameters, true),
    distinctness('is not distinct from', type, parameters, false),
  ];
}

/** IS TRUE and IS FALSE, which are never NULL; IS UNKNOWN is IS NULL. */
export const truthFunctions: readonly ScalarFunction[] = [
  truth('is true', true),
  truth('is false', false),
];

function comparison(
  name: string,
  parameters: readonly SqlType[],
  holds: (left: Value, right: Value) => boolean,
): ScalarFunction {
  return strictFunction(name, parameters, sqlTypes.boolean, (values) =>
    holds(values[0], values[1]),
  );
}

function distinctness(
  name: string,
  type: SqlType,
  parameters: readonly SqlType[],
  wanted: boolean,
): ScalarFunction {
  return {
    ...strictFunction(name, parameters, sqlTypes.boolean, ([left, right]) => {
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

import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { elementsOf, isArray, isRectangular, shapeOf } from '../../../types/array-shape.ts';
import { compareValues, equalValues } from '../../../types/compare.ts';
import { arrayOf, isComparable, type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { ArrayValue, Value } from '../../../types/value.ts';
import type { Pattern, PolymorphicFunction } from '../polymorphic.ts';

/** Comparisons, `||`, `@>`, `<@` and `&&` of arrays; GREATEST and LEAST. */
export const arrayOperators: readonly PolymorphicFunction[] = [
  comparison('=', (order) => order === 0),
  comparison('<>', (order) => order !== 0),
  comparison('<', (order) => order < 0),
  comparison('<=', (order) => order <= 0),
  comparison('>', (order) => order > 0),
  comparison('>=', (order) => order >= 0),
  distinctness('is distinct from', true),
  distinctness('is not distinct from', false),
  concatenation(['array', 'array']),
  concatenation(['array', 'element']),
  concatenation(['element', 'array']),
  containment('@>', (element, whole, part) => containsAll(element, whole, part)),
  containment('<@', (element, part, whole) => containsAll(element, whole, part)),
  containment('&&', (element, left, right) => overlap(element, left, right)),
  extreme('greatest', 1),
  extreme('least', -1),
];

function comparison(name: string, holds: (order: number) => boolean): PolymorphicFunction {
  return {
    name,
    parameters: ['array', 'array'],
    returns: sqlTypes.boolean,
    strict: true,
    accepts: isComparable,
    row: (element) => {
      const type = arrayOf(element);
      return ([left, right]) => holds(compareValues(type, left, right));
    },
  };
}

function distinctness(name: string, wanted: boolean): PolymorphicFunction {
  return {
    name,
    parameters: ['array', 'array'],
    returns: sqlTypes.boolean,
    strict: false,
    accepts: isComparable,
    row: (element) => {
      const type = arrayOf(element);
      return ([left, right]) => {
        if (left === null || right === null) return (left !== right) === wanted;
        return equalValues(type, left, right) !== wanted;
      };
    },
  };
}

function extreme(name: string, sign: 1 | -1): PolymorphicFunction {
  return {
    name,
    parameters: ['array'],
    variadic: 'array',
    returns: 'array',
    strict: false,
    accepts: isComparable,
    row: (element) => {
      const type = arrayOf(element);
      return (values) => {
        const present = values.filter((value) => value !== null);
        if (present.length === 0) return null;
        return present.reduce((best, value) =>
          compareValues(type, value, best) * sign > 0 ? value : best,
        );
      };
    },
  };
}

function concatenation(parameters: readonly [Pattern, Pattern]): PolymorphicFunction {
  return {
    name: '||',
    parameters,
    returns: 'array',
    strict: false,
    row:
      () =>
      ([left, right]) => {
        if (parameters[0] === 'element') return concatArrays([left], right);
        return concatArrays(left, parameters[1] === 'element' ? [right] : right);
      },
  };
}

/**
 * Two arrays one after the other; NULL is left out. If one has a dimension more, the other becomes
 * an element of it. Throws SQL_INVALID_VALUE where the shapes do not go together.
 */
export function concatArrays(left: Value, right: Value): Value {
  if (!isArray(left)) return right;
  if (!isArray(right)) return left;
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const difference = shapeOf(left).length - shapeOf(right).length;
  const joined: ArrayValue = [
    ...(difference < 0 ? [left] : left),
    ...(difference > 0 ? [right] : right),
  ];
  if (Math.abs(difference) <= 1 && isRectangular(joined)) return joined;
  throw new SqlError('SQL_INVALID_VALUE', 'cannot concatenate incompatible arrays', {
    sqlState: conditions.arraySubscriptError,
  });
}

function containment(
  name: string,
  holds: (element: SqlType, left: ArrayValue, right: ArrayValue) => boolean,
): PolymorphicFunction {
  return {
    name,
    parameters: ['array', 'array'],
    returns: sqlTypes.boolean,
    strict: true,
    accepts: isComparable,
    row:
      (element) =>
      ([left, right]) =>
        holds(element, left as ArrayValue, right as ArrayValue),
  };
}

/** A NULL is contained in nothing. */
function containsAll(element: SqlType, whole: ArrayValue, part: ArrayValue): boolean {
  const has = finder(element, whole);
  return elementsOf(part).every(has);
}

function overlap(element: SqlType, left: ArrayValue, right: ArrayValue): boolean {
  return elementsOf(right).some(finder(element, left));
}

/** Longer arrays are sorted once instead of being searched through for each value. */
const SHORT_ARRAY = 16;

function finder(element: SqlType, array: ArrayValue): (value: Value) => boolean {
  const present = elementsOf(array).filter((value) => value !== null);
  if (present.length <= SHORT_ARRAY) {
    return (value) => value !== null && present.some((own) => equalValues(element, own, value));
  }
  const sorted = present.sort((left, right) => compareValues(element, left, right));
  return (value) => value !== null && isIn(element, sorted, value);
}

function isIn(element: SqlType, sorted: ArrayValue, value: Value): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareValues(element, sorted[middle], value);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

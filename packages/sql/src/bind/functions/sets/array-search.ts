import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { isArray } from '../../../types/array-shape.ts';
import { equalValues } from '../../../types/compare.ts';
import { arrayOf, isComparable, type SqlType, sqlTypes } from '../../../types/sql-type.ts';
import type { ArrayValue, Value } from '../../../types/value.ts';
import type { PolymorphicFunction } from '../polymorphic.ts';

const { int } = sqlTypes;

/** Functions that look for a value in an array. NULL finds NULL. */
export const arraySearch: readonly PolymorphicFunction[] = [
  {
    name: 'array_remove',
    parameters: ['array', 'element'],
    returns: 'array',
    strict: false,
    accepts: isComparable,
    row:
      (element) =>
      ([array, value]) => {
        if (!isArray(array)) return null;
        const elements = oneDimension(array, 'removing');
        return elements.filter((own) => !isSame(element, own, value));
      },
  },
  {
    name: 'array_replace',
    parameters: ['array', 'element', 'element'],
    returns: 'array',
    strict: false,
    accepts: isComparable,
    row:
      (element) =>
      ([array, from, to]) => {
        const replace = (own: Value): Value => {
          if (isArray(own)) return own.map(replace);
          return isSame(element, own, from) ? to : own;
        };
        return array === null ? null : replace(array);
      },
  },
  {
    name: 'array_position',
    parameters: ['array', 'element'],
    returns: int,
    strict: false,
    accepts: isComparable,
    row:
      (element) =>
      ([array, value]) =>
        positionFrom(element, array, value, 1),
  },
  {
    name: 'array_position',
    parameters: ['array', 'element', int],
    returns: int,
    strict: false,
    accepts: isComparable,
    row:
      (element) =>
      ([array, value, start]) => {
        if (typeof start === 'number') return positionFrom(element, array, value, start);
        if (array === null) return null;
        throw new SqlError('SQL_INVALID_VALUE', 'initial position must not be null', {
          sqlState: conditions.nullValueNotAllowed,
        });
      },
  },
  {
    name: 'array_positions',
    parameters: ['array', 'element'],
    returns: arrayOf(int),
    strict: false,
    accepts: isComparable,
    row:
      (element) =>
      ([array, value]) => {
        if (!isArray(array)) return null;
        const elements = oneDimension(array, 'searching for');
        return elements.flatMap((own, index) => (isSame(element, own, value) ? [index + 1] : []));
      },
  },
];

function positionFrom(element: SqlType, array: Value, value: Value, start: number): number | null {
  if (!isArray(array)) return null;
  const elements = oneDimension(array, 'searching for');
  const index = elements.findIndex((own, at) => at + 1 >= start && isSame(element, own, value));
  return index < 0 ? null : index + 1;
}

function isSame(element: SqlType, left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  return equalValues(element, left, right);
}

function oneDimension(array: ArrayValue, doing: string): ArrayValue {
  if (!isArray(array[0])) return array;
  throw new SqlError(
    'SQL_UNSUPPORTED',
    `${doing} elements in multidimensional arrays is not supported`,
  );
}

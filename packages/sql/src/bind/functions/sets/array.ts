import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { elementsOf, isArray, shapeOf, withShape } from '../../../types/array-shape.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import type { ArrayValue, Value } from '../../../types/value.ts';
import type { PolymorphicFunction } from '../polymorphic.ts';
import { concatArrays } from './array-operators.ts';

const { int, text } = sqlTypes;

/** Most elements that ARRAY_FILL makes. */
const MAX_FILLED = 1_000_000;

/** Functions of the shape of arrays, and those that make longer and shorter ones. */
export const arrayFunctions: readonly PolymorphicFunction[] = [
  measure('cardinality', (array) => elementsOf(array).length),
  measure('array_ndims', (array) => shapeOf(array).length || null),
  {
    name: 'array_dims',
    parameters: ['array'],
    returns: text,
    strict: true,
    row:
      () =>
      ([array]) =>
        dimensionsText(array as ArrayValue),
  },
  ...['array_length', 'array_upper'].map((name) => measureOfDimension(name, (length) => length)),
  measureOfDimension('array_lower', () => 1),
  {
    name: 'array_append',
    parameters: ['array', 'element'],
    returns: 'array',
    strict: false,
    row:
      () =>
      ([array, element]) => [...flat(array), element],
  },
  {
    name: 'array_prepend',
    parameters: ['element', 'array'],
    returns: 'array',
    strict: false,
    row:
      () =>
      ([element, array]) => [element, ...flat(array)],
  },
  {
    name: 'array_cat',
    parameters: ['array', 'array'],
    returns: 'array',
    strict: false,
    row:
      () =>
      ([left, right]) =>
        concatArrays(left, right),
  },
  {
    name: 'trim_array',
    parameters: ['array', int],
    returns: 'array',
    strict: true,
    row:
      () =>
      ([array, count]) =>
        trimmed(array as ArrayValue, count as number),
  },
  filling([int]),
  filling([int, int]),
];

function measure(name: string, of: (array: ArrayValue) => Value): PolymorphicFunction {
  return {
    name,
    parameters: ['array'],
    returns: int,
    strict: true,
    row:
      () =>
      ([array]) =>
        of(array as ArrayValue),
  };
}

/** NULL where the array has no such dimension. */
function measureOfDimension(name: string, of: (length: number) => number): PolymorphicFunction {
  return {
    name,
    parameters: ['array', int],
    returns: int,
    strict: true,
    row:
      () =>
      ([array, dimension]) => {
        const length = shapeOf(array as ArrayValue)[(dimension as number) - 1];
        return length === undefined ? null : of(length);
      },
  };
}

function dimensionsText(array: ArrayValue): string | null {
  const shape = shapeOf(array);
  return shape.length === 0 ? null : shape.map((length) => `[1:${length}]`).join('');
}

/** The elements of an array that is NULL or of at most one dimension. */
function flat(array: Value): ArrayValue {
  if (!isArray(array)) return [];
  if (!isArray(array[0])) return array;
  throw new SqlError('SQL_INVALID_VALUE', 'argument must be empty or one-dimensional array');
}

function trimmed(array: ArrayValue, count: number): ArrayValue {
  if (count >= 0 && count <= array.length) return array.slice(0, array.length - count);
  throw new SqlError(
    'SQL_INVALID_VALUE',
    `number of elements to trim must be between 0 and ${array.length}`,
    { sqlState: conditions.arraySubscriptError },
  );
}

/** ARRAY_FILL with the lengths of the dimensions and perhaps their lower bounds, all of them 1. */
function filling(lists: readonly (typeof int)[]): PolymorphicFunction {
  return {
    name: 'array_fill',
    parameters: ['element', ...lists.map((element) => ({ kind: 'array', element }) as const)],
    returns: 'array',
    strict: false,
    row:
      () =>
      ([element, lengths, bounds]) => {
        if (!isArray(lengths) || bounds === null) {
          const message = 'dimension array or low bound array cannot be null';
          throw new SqlError('SQL_INVALID_VALUE', message, {
            sqlState: conditions.nullValueNotAllowed,
          });
        }
        if (isArray(bounds) && bounds.some((bound) => bound !== 1)) {
          const message = 'arrays with bounds of their own are not supported';
          throw new SqlError('SQL_UNSUPPORTED', message, { hint: 'Arrays begin at 1.' });
        }
        return filled(element, lengths);
      },
  };
}

function filled(element: Value, lengths: ArrayValue): ArrayValue {
  const shape = lengths.map((length) => {
    if (typeof length === 'number' && length >= 0) return length;
    const message = length === null ? 'dimension values cannot be null' : 'negative array length';
    throw new SqlError('SQL_INVALID_VALUE', message);
  });
  const size = shape.reduce((product, length) => product * length, 1);
  if (size > MAX_FILLED) {
    throw new SqlError('SQL_OUT_OF_RANGE', `array size exceeds the maximum (${MAX_FILLED})`, {
      sqlState: conditions.programLimitExceeded,
    });
  }
  if (size === 0 || shape.length === 0) return [];
  return withShape(new Array<Value>(size).fill(element), shape);
}

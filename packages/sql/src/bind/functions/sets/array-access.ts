import { conditions } from '../../../conditions.ts';
import { SqlError } from '../../../error.ts';
import { elementsOf, isArray, shapeOf } from '../../../types/array-shape.ts';
import { INT_MAX } from '../../../types/number-text.ts';
import { arrayOf, type SqlType, sqlTypes, typeName } from '../../../types/sql-type.ts';
import type { ArrayValue, Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';

/** An upper bound that no array reaches: what an omitted one is. */
export const NO_UPPER_BOUND = INT_MAX;

const constructors = perType((element) => ({
  name: 'array',
  parameters: [],
  variadic: element,
  returns: element.kind === 'array' ? element : arrayOf(element),
  volatility: 'immutable',
  strict: false,
  row: element.kind === 'array' ? stack : (values) => [...values],
}));

/** ARRAY[…]: any number of values of one type; of arrays one of a dimension more. */
export function arrayConstructor(element: SqlType): ScalarFunction {
  return constructors(element);
}

const subscripts = perType((element) => ({
  name: 'subscript',
  parameters: [arrayOf(element)],
  variadic: sqlTypes.int,
  returns: element,
  volatility: 'immutable',
  strict: true,
  row: ([array, ...indexes]) => elementAt(array as ArrayValue, indexes as number[]),
}));

/** `a[i, j, …]`: NULL outside, and unless there is an index for each dimension. */
export function subscriptFunction(element: SqlType): ScalarFunction {
  return subscripts(element);
}

const slices = perType((element) => ({
  name: 'slice',
  parameters: [arrayOf(element)],
  variadic: sqlTypes.int,
  returns: arrayOf(element),
  volatility: 'immutable',
  strict: true,
  row: ([array, ...bounds]) => sliceOf(array as ArrayValue, bounds as number[]),
}));

/** `a[i:j][k:l]…`, bounds in pairs: what lies within, an empty array if nothing does. */
export function sliceFunction(element: SqlType): ScalarFunction {
  return slices(element);
}

/** Made once per type, so that equal calls have the same function. */
function perType(make: (element: SqlType) => ScalarFunction): (element: SqlType) => ScalarFunction {
  const made = new Map<string, ScalarFunction>();
  return (element) => {
    const key = typeName(element);
    const overload = made.get(key) ?? make(element);
    made.set(key, overload);
    return overload;
  };
}

/** Arrays of equal shapes as one of a dimension more; empty ones give an empty one. */
function stack(values: readonly Value[]): ArrayValue {
  const [first] = values;
  const shape = isArray(first) ? String(shapeOf(first)) : undefined;
  if (!values.every((value) => isArray(value) && String(shapeOf(value)) === shape)) {
    throw new SqlError(
      'SQL_INVALID_VALUE',
      'multidimensional arrays must have array expressions with matching dimensions',
      { sqlState: conditions.arraySubscriptError },
    );
  }
  return shape === '' ? [] : ([...values] as ArrayValue);
}

function elementAt(array: ArrayValue, indexes: readonly number[]): Value {
  let found: Value | undefined = array;
  for (const index of indexes) {
    if (!isArray(found)) return null;
    found = found[index - 1];
  }
  return found === undefined || isArray(found) ? null : found;
}

function sliceOf(array: ArrayValue, bounds: readonly number[]): ArrayValue {
  if (bounds.length / 2 > shapeOf(array).length) return [];
  const sliced = sliceFrom(array, bounds, 0);
  return elementsOf(sliced).length === 0 ? [] : sliced;
}

function sliceFrom(array: ArrayValue, bounds: readonly number[], depth: number): ArrayValue {
  if (depth * 2 >= bounds.length) return array;
  const [lower, upper] = [bounds[depth * 2], bounds[depth * 2 + 1]];
  const parts = array.slice(Math.max(0, lower - 1), Math.max(0, upper));
  return parts.map((part) => (isArray(part) ? sliceFrom(part, bounds, depth + 1) : part));
}

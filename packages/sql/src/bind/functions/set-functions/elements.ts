import { elementsOf, shapeOf } from '../../../types/array-shape.ts';
import { arrayOf, type SqlType, sqlTypes, typeName } from '../../../types/sql-type.ts';
import type { ArrayValue } from '../../../types/value.ts';
import type { SetFunction } from '../functions.ts';

const { int, boolean, unknown } = sqlTypes;

const unnests = eachElement((element) => [
  {
    name: 'unnest',
    parameters: [arrayOf(element)],
    columns: [{ type: element, nullable: true }],
    volatility: 'immutable',
    strict: true,
    *rows([array]) {
      for (const value of elementsOf(array as ArrayValue)) yield [value];
    },
  },
]);

const subscripts = eachElement((element) =>
  [
    [arrayOf(element), int],
    [arrayOf(element), int, boolean],
  ].map((parameters) => ({
    name: 'generate_subscripts',
    parameters,
    columns: [{ type: int, nullable: false }],
    volatility: 'immutable',
    strict: true,
    *rows([array, dimension, isReverse]) {
      const length = shapeOf(array as ArrayValue)[Number(dimension) - 1] ?? 0;
      for (let place = 1; place <= length; place++) {
        yield [isReverse === true ? length + 1 - place : place];
      }
    },
  })),
);

/** UNNEST of an array of the type: the same types give the same object. */
export function elementFunctions([type, ...rest]: readonly SqlType[]): readonly SetFunction[] {
  return type?.kind === 'array' && rest.length === 0 ? unnests(type.element) : [];
}

/**
 * GENERATE_SUBSCRIPTS: 1, 2 … of a dimension of an array of the type, with TRUE from the last one
 * down. Without a type they are of any array.
 */
export function subscriptFunctions(type?: SqlType): readonly SetFunction[] {
  return subscripts(type?.kind === 'array' ? type.element : unknown);
}

/** What `make` makes for a type of elements, once. */
function eachElement(
  make: (element: SqlType) => readonly SetFunction[],
): (element: SqlType) => readonly SetFunction[] {
  const made = new Map<string, readonly SetFunction[]>();
  return (element) => {
    const key = typeName(element);
    const known = made.get(key) ?? make(element);
    made.set(key, known);
    return known;
  };
}

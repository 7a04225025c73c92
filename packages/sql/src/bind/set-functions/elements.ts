import { elementsOf } from '../../types/array-shape.ts';
import { arrayOf, type SqlType, typeName } from '../../types/sql-type.ts';
import type { ArrayValue } from '../../types/value.ts';
import type { SetFunction } from '../functions.ts';

const made = new Map<string, SetFunction>();

/** UNNEST of an array of the type: the same types give the same object. */
export function elementFunctions([type, ...rest]: readonly SqlType[]): readonly SetFunction[] {
  if (type?.kind !== 'array' || rest.length > 0) return [];
  const key = typeName(type.element);
  const known = made.get(key) ?? unnest(type.element);
  made.set(key, known);
  return [known];
}

function unnest(element: SqlType): SetFunction {
  return {
    name: 'unnest',
    parameters: [arrayOf(element)],
    columns: [{ type: element, nullable: true }],
    volatility: 'immutable',
    strict: true,
    *rows([array]) {
      for (const value of elementsOf(array as ArrayValue)) yield [value];
    },
  };
}

import { toJsonOf } from '../../../types/json/value-to-json.ts';
import { sqlTypes } from '../../../types/sql-type.ts';
import type { PolymorphicFunction } from '../polymorphic.ts';
import { checkLength } from './text.ts';

/** TO_JSON of anything, ARRAY_TO_JSON of arrays. */
export const toJsonFunctions: readonly PolymorphicFunction[] = [
  conversion('to_json', 'any'),
  conversion('to_jsonb', 'any'),
  conversion('array_to_json', 'array'),
];

function conversion(name: string, parameter: 'any' | 'array'): PolymorphicFunction {
  return {
    name,
    parameters: [parameter],
    returns: sqlTypes.json,
    strict: true,
    row: (element) => {
      const type = parameter === 'array' ? ({ kind: 'array', element } as const) : element;
      const convert = toJsonOf(type);
      return ([value]) => {
        const result = convert(value);
        checkLength(result.length);
        return result;
      };
    },
  };
}

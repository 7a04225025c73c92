import { sqlTypes } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';

/** NUM_NULLS and NUM_NONNULLS of values of any types; binding leaves the arguments as they are. */
export const nullCountFunctions: readonly ScalarFunction[] = [
  counting('num_nulls', (value) => value === null),
  counting('num_nonnulls', (value) => value !== null),
];

function counting(name: string, counts: (value: Value) => boolean): ScalarFunction {
  return {
    name,
    parameters: [sqlTypes.text],
    variadic: sqlTypes.text,
    returns: sqlTypes.int,
    volatility: 'immutable',
    strict: false,
    row: (values) => values.filter(counts).length,
  };
}

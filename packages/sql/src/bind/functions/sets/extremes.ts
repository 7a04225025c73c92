import { compareValues } from '../../../types/compare.ts';
import type { SqlType } from '../../../types/sql-type.ts';
import type { Value } from '../../../types/value.ts';
import type { ScalarFunction } from '../functions.ts';
import { comparableTypes } from './comparison.ts';

/** GREATEST and LEAST of one or more values of a comparable type; NULLs are left out. */
export const extremeFunctions: readonly ScalarFunction[] = comparableTypes.flatMap((type) => [
  extreme('greatest', type, 1),
  extreme('least', type, -1),
]);

function extreme(name: string, type: SqlType, sign: 1 | -1): ScalarFunction {
  return {
    name,
    parameters: [type],
    variadic: type,
    returns: type,
    volatility: 'immutable',
    strict: false,
    row: (values) => {
      let best: Value = null;
      for (const value of values) {
        if (value === null) continue;
        if (best === null || compareValues(type, value, best) * sign > 0) best = value;
      }
      return best;
    },
  };
}

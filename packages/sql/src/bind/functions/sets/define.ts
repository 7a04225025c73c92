import type { SqlType } from '../../../types/sql-type.ts';
import type { ScalarFunction } from '../functions.ts';

/** An immutable, strict function: what most of them are. */
export function strictFunction(
  name: string,
  parameters: readonly SqlType[],
  returns: SqlType,
  row: ScalarFunction['row'],
): ScalarFunction {
  return { name, parameters, returns, volatility: 'immutable', strict: true, row };
}

/** The same overload under several names. */
export function aliases(names: readonly string[], overload: ScalarFunction): ScalarFunction[] {
  return names.map((name) => ({ ...overload, name }));
}

import type { SqlType } from '../../types/sql-type.ts';
import type { SetFunction } from './functions.ts';
import { elementFunctions, subscriptFunctions } from './set-functions/elements.ts';
import { jsonPartFunctions } from './set-functions/json-parts.ts';
import { seriesFunctions } from './set-functions/series.ts';
import { textPartFunctions } from './set-functions/text-parts.ts';

/** Every overload of every set-returning function but those of `UNNEST`, which is for all arrays. */
export const setFunctions: readonly SetFunction[] = [
  ...seriesFunctions,
  ...jsonPartFunctions,
  ...textPartFunctions,
  ...subscriptFunctions(),
];

const names: ReadonlySet<string> = new Set(['unnest', ...setFunctions.map(({ name }) => name)]);

/** Whether there is a set-returning function of that name. */
export function isSetName(name: string): boolean {
  return names.has(name);
}

/** The names of all of them. */
export function setNames(): readonly string[] {
  return [...names];
}

/** The overloads of a set-returning function for arguments of `types`. */
export function setOverloads(name: string, types: readonly SqlType[]): readonly SetFunction[] {
  if (name === 'unnest') return elementFunctions(types);
  if (name === 'generate_subscripts') return subscriptFunctions(types[0]);
  return setFunctions.filter((overload) => overload.name === name);
}

/** The one row of a value: what a function in FROM gives that returns no set. */
export function oneRow(name: string, type: SqlType): SetFunction {
  return {
    name,
    parameters: [type],
    columns: [{ type, nullable: true }],
    volatility: 'immutable',
    strict: false,
    rows: (values) => [values],
  };
}

import { sqlTypes } from '../../types/sql-type.ts';
import type { WindowFunction, WindowFunctionName } from './functions.ts';

const { int, bigint, double } = sqlTypes;

/** Every function that is only for windows; aggregates may be used as such too. */
export const windowFunctions: readonly WindowFunction[] = [
  ranking('row_number', bigint),
  ranking('rank', bigint),
  ranking('dense_rank', bigint),
  ranking('percent_rank', double),
  ranking('cume_dist', double),
  { name: 'ntile', parameters: [int], optional: 0, returns: int, framed: false },
  neighbor('lag'),
  neighbor('lead'),
  { name: 'first_value', parameters: ['value'], optional: 0, returns: 'value', framed: true },
  { name: 'last_value', parameters: ['value'], optional: 0, returns: 'value', framed: true },
  { name: 'nth_value', parameters: ['value', int], optional: 0, returns: 'value', framed: true },
];

const byName: ReadonlyMap<string, WindowFunction> = new Map(
  windowFunctions.map((declared) => [declared.name, declared]),
);

/** The function of this name that is only for windows, if there is one. */
export function windowFunction(name: string): WindowFunction | undefined {
  return byName.get(name);
}

function ranking(name: WindowFunctionName, returns: WindowFunction['returns']): WindowFunction {
  return { name, parameters: [], optional: 0, returns, framed: false };
}

/** The value some rows before or after, and what stands for it where there is no such row. */
function neighbor(name: 'lag' | 'lead'): WindowFunction {
  const parameters = ['value', int, 'value'] as const;
  return { name, parameters, optional: 2, returns: 'value', framed: false };
}

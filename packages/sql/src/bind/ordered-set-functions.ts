import { sqlTypes } from '../types/sql-type.ts';
import { comparableTypes } from './function-sets/comparison.ts';
import type { AggregateFunction } from './functions.ts';

const { bigint, double } = sqlTypes;

/**
 * Every ordered-set aggregate: `f(direct) WITHIN GROUP (ORDER BY key)`. The hypothetical-set ones
 * say where the row of their direct arguments would stand among the sorted rows.
 */
export const orderedSetFunctions: readonly AggregateFunction[] = [
  { name: 'percentile_cont', parameters: [double], within: [double], returns: double },
  ...comparableTypes.flatMap((type) => [
    { name: 'percentile_disc', parameters: [double], within: [type], returns: type },
    { name: 'mode', parameters: [], within: [type], returns: type },
  ]),
  { name: 'rank', parameters: [], within: 'hypothetical', returns: bigint },
  { name: 'dense_rank', parameters: [], within: 'hypothetical', returns: bigint },
  { name: 'percent_rank', parameters: [], within: 'hypothetical', returns: double },
  { name: 'cume_dist', parameters: [], within: 'hypothetical', returns: double },
];

import { arrayOf, type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { AggregateFunction } from './functions.ts';
import { comparableTypes } from './sets/comparison.ts';

const { bigint, double, interval } = sqlTypes;

/**
 * Every ordered-set aggregate: `f(direct) WITHIN GROUP (ORDER BY key)`. The hypothetical-set ones
 * say where the row of their direct arguments would stand among the sorted rows.
 */
export const orderedSetFunctions: readonly AggregateFunction[] = [
  ...[double, interval].flatMap((type) => percentiles('percentile_cont', type)),
  ...comparableTypes.flatMap((type) => [
    ...percentiles('percentile_disc', type),
    { name: 'mode', parameters: [], within: [type], returns: type },
  ]),
  { name: 'rank', parameters: [], within: 'hypothetical', returns: bigint },
  { name: 'dense_rank', parameters: [], within: 'hypothetical', returns: bigint },
  { name: 'percent_rank', parameters: [], within: 'hypothetical', returns: double },
  { name: 'cume_dist', parameters: [], within: 'hypothetical', returns: double },
];

/** At one fraction, and at each of an array. */
function percentiles(name: string, type: SqlType): AggregateFunction[] {
  return [
    { name, parameters: [double], within: [type], returns: type },
    { name, parameters: [arrayOf(double)], within: [type], returns: arrayOf(type) },
  ];
}

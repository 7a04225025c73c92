import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { AggregateFunction } from './functions.ts';
import { comparableTypes } from './sets/comparison.ts';

const { boolean, smallint, int, bigint, decimal, float, double, text, bytes, interval } = sqlTypes;

/** Types whose mean and spread are exact decimals; of floating point they are DOUBLE. */
const exactTypes: readonly SqlType[] = [smallint, int, bigint, decimal];

const anyTypes: readonly SqlType[] = Object.values(sqlTypes).filter(
  (type) => type.kind !== 'unknown' && type.kind !== 'array',
);

const spreadNames = ['variance', 'var_samp', 'var_pop', 'stddev', 'stddev_samp', 'stddev_pop'];

const regressionFunctions = [
  ...['regr_avgx', 'regr_avgy', 'regr_sxx', 'regr_syy', 'regr_sxy'],
  ...['regr_slope', 'regr_intercept', 'regr_r2'],
];

/**
 * What MIN and MAX take: as PostgreSQL, not JSON, and not BOOLEAN, for which
 * there are BOOL_AND and BOOL_OR.
 */
const orderedTypes = comparableTypes.filter(({ kind }) => kind !== 'boolean' && kind !== 'json');

/**
 * Every aggregate. SUM of SMALLINT and INT is BIGINT, of BIGINT DECIMAL; AVG, VARIANCE and STDDEV of
 * integers and decimals are DECIMAL, of floating point DOUBLE. MIN and MAX take what has an order.
 */
export const aggregateFunctions: readonly AggregateFunction[] = [
  { name: 'count', parameters: [], returns: bigint },
  ...anyTypes.map((type) => ({ name: 'count', parameters: [type], returns: bigint })),
  { name: 'sum', parameters: [smallint], returns: bigint },
  { name: 'sum', parameters: [int], returns: bigint },
  { name: 'sum', parameters: [bigint], returns: decimal },
  { name: 'sum', parameters: [decimal], returns: decimal },
  { name: 'sum', parameters: [float], returns: float },
  { name: 'sum', parameters: [double], returns: double },
  ...measures('avg'),
  ...['bool_and', 'bool_or', 'every'].map((name) => ({
    name,
    parameters: [boolean],
    returns: boolean,
  })),
  ...spreadNames.flatMap(measures),
  ...[text, bytes].map((type) => ({
    name: 'string_agg',
    parameters: [type, type],
    returns: type,
    ordered: true as const,
  })),
  ...['bit_and', 'bit_or', 'bit_xor'].flatMap((name) =>
    [smallint, int, bigint].map((type) => ({ name, parameters: [type], returns: type })),
  ),
  ...[...regressionFunctions, 'covar_pop', 'covar_samp', 'corr'].map((name) => ({
    name,
    parameters: [double, double],
    returns: double,
  })),
  { name: 'regr_count', parameters: [double, double], returns: bigint },
  ...['sum', 'avg'].map((name) => ({ name, parameters: [interval], returns: interval })),
  ...anyTypes.map((type) => ({ name: 'any_value', parameters: [type], returns: type })),
  ...comparableTypes.map((type) => ({
    name: 'approx_count_distinct',
    parameters: [type],
    returns: bigint,
  })),
  ...['min', 'max'].flatMap((name) =>
    orderedTypes.map((type) => ({ name, parameters: [type], returns: type })),
  ),
];

function measures(name: string): AggregateFunction[] {
  return [
    ...exactTypes.map((type) => ({ name, parameters: [type], returns: decimal })),
    ...[float, double].map((type) => ({ name, parameters: [type], returns: double })),
  ];
}

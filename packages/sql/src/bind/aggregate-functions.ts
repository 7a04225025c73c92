import { type SqlType, sqlTypes } from '../types/sql-type.ts';
import { comparableTypes } from './function-sets/comparison.ts';
import type { AggregateFunction } from './functions.ts';

const { boolean, smallint, int, bigint, float, double, text, bytes } = sqlTypes;

const anyTypes: readonly SqlType[] = Object.values(sqlTypes).filter(
  (type) => type.kind !== 'unknown',
);

const spreadNames = ['variance', 'var_samp', 'var_pop', 'stddev', 'stddev_samp', 'stddev_pop'];

/**
 * Every aggregate. SUM of integers is BIGINT and overflows with SQL_OUT_OF_RANGE (PostgreSQL goes on
 * in NUMERIC, which does not exist here); AVG is DOUBLE. MIN and MAX take what has an order.
 */
export const aggregateFunctions: readonly AggregateFunction[] = [
  { name: 'count', parameters: [], returns: bigint },
  ...anyTypes.map((type) => ({ name: 'count', parameters: [type], returns: bigint })),
  { name: 'sum', parameters: [smallint], returns: bigint },
  { name: 'sum', parameters: [int], returns: bigint },
  { name: 'sum', parameters: [bigint], returns: bigint },
  { name: 'sum', parameters: [float], returns: float },
  { name: 'sum', parameters: [double], returns: double },
  ...[smallint, int, bigint, float, double].map((type) => ({
    name: 'avg',
    parameters: [type],
    returns: double,
  })),
  ...['bool_and', 'bool_or', 'every'].map((name) => ({
    name,
    parameters: [boolean],
    returns: boolean,
  })),
  ...spreadNames.flatMap((name) =>
    [smallint, int, bigint, float, double].map((type) => ({
      name,
      parameters: [type],
      returns: double,
    })),
  ),
  ...[text, bytes].map((type) => ({
    name: 'string_agg',
    parameters: [type, type],
    returns: type,
    ordered: true as const,
  })),
  ...comparableTypes.map((type) => ({ name: 'min', parameters: [type], returns: type })),
  ...comparableTypes.map((type) => ({ name: 'max', parameters: [type], returns: type })),
];

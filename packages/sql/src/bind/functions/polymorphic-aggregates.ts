import { arrayOf, isComparable, type SqlType, sqlTypes, typeName } from '../../types/sql-type.ts';
import type { AggregateFunction } from './functions.ts';
import { commonType } from './resolve-overload.ts';

/** An aggregate for arguments of any types: one overload for each. */
export interface PolymorphicAggregate {
  readonly name: string;
  /** `undefined` when the arguments do not fit. The same types give the same object. */
  readonly instantiate: (types: readonly SqlType[]) => AggregateFunction | undefined;
}

/** ARRAY_AGG, the aggregates that make JSON, and what others there are for arrays. */
export const polymorphicAggregates: readonly PolymorphicAggregate[] = [
  instantiable('array_agg', 1, (type) => ({
    returns: type.kind === 'array' ? type : arrayOf(type),
    ordered: true,
  })),
  ...['json_agg', 'jsonb_agg'].map((name) =>
    instantiable(name, 1, () => ({ returns: sqlTypes.json, ordered: true })),
  ),
  ...['json_object_agg', 'jsonb_object_agg'].map((name) =>
    instantiable(name, 2, () => ({ returns: sqlTypes.json, ordered: true })),
  ),
  instantiable('count', 1, (type) =>
    type.kind === 'array' ? { returns: sqlTypes.bigint } : undefined,
  ),
  ...['min', 'max'].map((name) =>
    instantiable(name, 1, (type) =>
      type.kind === 'array' && isComparable(type) ? { returns: type } : undefined,
    ),
  ),
];

type Result = Pick<AggregateFunction, 'returns' | 'ordered'>;

function instantiable(
  name: string,
  arity: number,
  resultOf: (type: SqlType) => Result | undefined,
): PolymorphicAggregate {
  const made = new Map<string, AggregateFunction>();
  return {
    name,
    instantiate: (types) => {
      if (types.length !== arity) return undefined;
      const parameters = types.map((type) => commonType([type]) ?? sqlTypes.text);
      const result = resultOf(parameters[0]);
      if (result === undefined) return undefined;
      const key = parameters.map(typeName).join();
      const overload = made.get(key) ?? { name, parameters, ...result };
      made.set(key, overload);
      return overload;
    },
  };
}

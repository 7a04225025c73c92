import assert from 'node:assert/strict';
import type { AggregateFunction } from '../../bind/functions/functions.ts';
import type { AggregateKind, AggregateState } from './aggregate-state.ts';
import { createApproximateCount } from './approximate-count.ts';
import { createArrayAggregate } from './array-aggregate.ts';
import { createBitwise } from './bitwise.ts';
import { createCount } from './count.ts';
import { createDistinct } from './distinct.ts';
import { createExtreme } from './extreme.ts';
import { createFirstValue } from './first-value.ts';
import { createIntervalSum } from './interval-sum.ts';
import { createJsonAggregate, createJsonObjectAggregate } from './json-aggregate.ts';
import { createOrdered } from './ordered.ts';
import { createOrderedSet } from './ordered-set.ts';
import { createPairCount, createRegression, regressionNames } from './regression.ts';
import { createSpread } from './spread.ts';
import { createStringAggregate } from './string-aggregate.ts';
import { createAverage, createSum } from './sum.ts';

/** The running state of an aggregate call. */
export function createAggregateState(call: AggregateKind): AggregateState {
  const { distinct, orderBy } = call;
  const { parameters, within } = call.function;
  if (within !== undefined) return createOrderedSet(call);
  const state = createState(call.function);
  const ordered = orderBy.length === 0 ? state : createOrdered(parameters, orderBy, state);
  return distinct ? createDistinct(parameters, ordered) : ordered;
}

function createState({ name, parameters, returns }: AggregateFunction): AggregateState {
  if (name === 'count') return createCount();
  const regression = regressionNames.find((each) => each === name);
  if (regression !== undefined) return createRegression(regression);
  const [argumentType] = parameters;
  assert(argumentType !== undefined, `${name} has an argument`);
  switch (name) {
    case 'sum':
      return argumentType.kind === 'interval'
        ? createIntervalSum(false)
        : createSum(argumentType, returns);
    case 'avg':
      return argumentType.kind === 'interval'
        ? createIntervalSum(true)
        : createAverage(argumentType);
    case 'any_value':
      return createFirstValue(argumentType);
    case 'approx_count_distinct':
      return createApproximateCount();
    case 'regr_count':
      return createPairCount();
    case 'bit_and':
      return createBitwise(argumentType, 'and');
    case 'bit_or':
      return createBitwise(argumentType, 'or');
    case 'bit_xor':
      return createBitwise(argumentType, 'xor');
    case 'min':
    case 'bool_and':
    case 'every':
      return createExtreme(argumentType, -1);
    case 'max':
    case 'bool_or':
      return createExtreme(argumentType, 1);
    case 'variance':
    case 'var_samp':
      return createSpread(argumentType, { population: false, deviation: false });
    case 'var_pop':
      return createSpread(argumentType, { population: true, deviation: false });
    case 'stddev':
    case 'stddev_samp':
      return createSpread(argumentType, { population: false, deviation: true });
    case 'stddev_pop':
      return createSpread(argumentType, { population: true, deviation: true });
    case 'array_agg':
      return createArrayAggregate(argumentType, returns);
    case 'json_agg':
    case 'jsonb_agg':
      return createJsonAggregate(parameters);
    case 'json_object_agg':
    case 'jsonb_object_agg':
      return createJsonObjectAggregate(parameters);
    case 'string_agg':
      return createStringAggregate(returns);
    default:
      return assert.fail(`no state for the aggregate ${name}`);
  }
}

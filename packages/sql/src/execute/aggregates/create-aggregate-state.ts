import assert from 'node:assert/strict';
import type { AggregateFunction } from '../../bind/functions.ts';
import type { AggregateState } from './aggregate-state.ts';
import { createCount } from './count.ts';
import { createDistinct } from './distinct.ts';
import { createExtreme } from './extreme.ts';
import { createSpread } from './spread.ts';
import { createAverage, createSum } from './sum.ts';

/** The running state of an aggregate function; `distinct` lets each value count once per group. */
export function createAggregateState(
  aggregate: AggregateFunction,
  distinct: boolean,
): AggregateState {
  const state = createState(aggregate);
  const [argumentType] = aggregate.parameters;
  return distinct && argumentType !== undefined ? createDistinct(argumentType, state) : state;
}

function createState({ name, parameters, returns }: AggregateFunction): AggregateState {
  if (name === 'count') return createCount();
  const [argumentType] = parameters;
  assert(argumentType !== undefined, `${name} has an argument`);
  switch (name) {
    case 'sum':
      return createSum(argumentType, returns);
    case 'avg':
      return createAverage(argumentType);
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
    default:
      return assert.fail(`no state for the aggregate ${name}`);
  }
}

import type { TableInfo } from '../bind/catalog.ts';
import { SqlError } from '../error.ts';
import { compileRow } from '../execute/compile-row.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { PlanBound } from '../plan/plan.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { operandsOf } from '../plan/walk.ts';
import type { Value } from '../types/value.ts';
import { constantContext } from './constant-context.ts';
import type { BoundedRange, Sight, StatisticsLookup } from './statistics.ts';
import { numberOf } from './value-range.ts';

/**
 * A choice that a plan has made by values: whether the bounds leave at most `most` of the column's
 * values. For values with which they do not any more, or do now, another plan is better.
 */
export interface RangeChoice extends BoundedRange {
  readonly most: number;
  readonly isNarrow: boolean;
}

/** By index of BoundParameter; `undefined` for what is not known. */
export type KnownParameters = readonly (Value | undefined)[];

/** Values of parameters that a plan is made for, and the choices that it has made by them. */
export class ValuesInSight implements Sight {
  readonly #parameters: KnownParameters;
  readonly #choices: RangeChoice[] = [];

  constructor(parameters: KnownParameters) {
    this.#parameters = parameters;
  }

  get choices(): readonly RangeChoice[] {
    return this.#choices;
  }

  isNarrow(bounds: BoundedRange, most: number): boolean | undefined {
    const share = shareOf(bounds, this.#parameters);
    if (share === undefined) return undefined;
    const isNarrow = share <= most;
    const isNoted = this.#choices.some((other) => sameBounds(other, bounds));
    if (!isNoted) this.#choices.push({ ...bounds, most, isNarrow });
    return isNarrow;
  }
}

/** The same statistics for a plan that is made for these values. */
export function seeing(statistics: StatisticsLookup, sight: ValuesInSight): StatisticsLookup {
  return Object.assign((table: TableInfo) => statistics(table), { sight });
}

/** Whether a choice would be the same for these values; so it is if they are not known. */
export function isStillChosen(choice: RangeChoice, parameters: KnownParameters): boolean {
  const share = shareOf(choice, parameters);
  return share === undefined || share <= choice.most === choice.isNarrow;
}

/** The share of rows within the bounds, by the sample. */
function shareOf(
  { lower, upper, known }: BoundedRange,
  parameters: KnownParameters,
): number | undefined {
  const { sample = [], nullFraction } = known;
  const first = lower === undefined ? 0 : placeOf(lower, !lower.inclusive, sample, parameters);
  const end =
    upper === undefined ? sample.length : placeOf(upper, upper.inclusive, sample, parameters);
  if (sample.length === 0 || first === undefined || end === undefined) return undefined;
  return (Math.max(0, end - first) / sample.length) * (1 - nullFraction);
}

/** How many values of the sample are before a bound, and, if `andEqual`, equal to it. */
function placeOf(
  bound: PlanBound,
  andEqual: boolean,
  sample: readonly number[],
  parameters: KnownParameters,
): number | undefined {
  const value = numberAt(bound, parameters);
  if (value === undefined) return undefined;
  let [least, most] = [0, sample.length];
  while (least < most) {
    const middle = (least + most) >> 1;
    if (sample[middle] < value || (andEqual && sample[middle] === value)) least = middle + 1;
    else most = middle;
  }
  return least;
}

function numberAt({ value }: PlanBound, parameters: KnownParameters): number | undefined {
  if (!isKnown(value, parameters)) return undefined;
  try {
    const context = { ...constantContext, parameters: parameters as readonly Value[] };
    return numberOf(compileRow(value)([], context), value.type);
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

/** Whether it is the same in every run with these parameters, all of which are known. */
function isKnown(expression: BoundExpression, parameters: KnownParameters): boolean {
  switch (expression.kind) {
    case 'parameter':
      return parameters[expression.index] !== undefined;
    case 'constant':
      return true;
    case 'call':
      if (expression.function.volatility !== 'immutable') return false;
      break;
    case 'cast':
      break;
    default:
      return false;
  }
  return operandsOf(expression).every((operand) => isKnown(operand, parameters));
}

function sameBounds(one: BoundedRange, other: BoundedRange): boolean {
  return sameBound(one.lower, other.lower) && sameBound(one.upper, other.upper);
}

function sameBound(one: PlanBound | undefined, other: PlanBound | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return sameExpression(one.value, other.value);
}

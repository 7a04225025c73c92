import type { BoundCall, BoundExpression } from '../plan/expression.ts';
import { isRowFree } from '../plan/walk.ts';
import { distinctOf, type EstimatedInput, statisticsOf } from './distinct-count.ts';
import { numberOf, rangeOf } from './value-range.ts';

/** Shares of rows that are assumed where nothing better is known. */
export const defaultSelectivity = { range: 1 / 3, pattern: 0.1, isNull: 0.05, other: 1 / 3 };

/** About which share of its input's rows a predicate is true for, 0 to 1. */
export function selectivity(predicate: BoundExpression, input: EstimatedInput): number {
  switch (predicate.kind) {
    case 'constant':
      return predicate.value === true ? 1 : 0;
    case 'and':
      return predicate.operands.reduce((share, part) => share * selectivity(part, input), 1);
    case 'or':
      return (
        1 - predicate.operands.reduce((rest, part) => rest * (1 - selectivity(part, input)), 1)
      );
    case 'not':
      return 1 - selectivity(predicate.operand, input);
    case 'is-null': {
      const nulls =
        statisticsOf(predicate.operand, input)?.nullFraction ?? defaultSelectivity.isNull;
      return predicate.negated ? 1 - nulls : nulls;
    }
    case 'in-list':
      return Math.min(1, predicate.list.length / distinctOf(predicate.operand, input));
    case 'call':
      return ofCall(predicate, input);
    default:
      return defaultSelectivity.other;
  }
}

function ofCall(predicate: BoundCall, input: EstimatedInput): number {
  const [left, right] = predicate.arguments;
  switch (predicate.function.name) {
    case '=':
      return 1 / equalParts(left, right, input);
    case '<>':
      return 1 - 1 / equalParts(left, right, input);
    case '<':
    case '<=':
      return below(left, right, input);
    case '>':
    case '>=':
      return below(right, left, input);
    case 'like':
    case 'ilike':
      return defaultSelectivity.pattern;
    default:
      return defaultSelectivity.other;
  }
}

/** How many equal parts the rows fall into, one of which an equality picks. */
function equalParts(left: BoundExpression, right: BoundExpression, input: EstimatedInput): number {
  const sides = [left, right].filter((side) => !isRowFree(side));
  return Math.max(1, ...sides.map((side) => distinctOf(side, input)));
}

/** The share of rows with `low < high`, one of which is a column with known bounds. */
function below(low: BoundExpression, high: BoundExpression, input: EstimatedInput): number {
  const ofLow = rangeOf(low, input);
  const ofHigh = rangeOf(high, input);
  const value = constantNumber(ofLow === undefined ? low : high);
  const range = ofLow ?? ofHigh;
  if (range === undefined || value === undefined) return defaultSelectivity.range;
  const width = range.greatest - range.least;
  if (width <= 0) return defaultSelectivity.range;
  const share = Math.min(1, Math.max(0, (value - range.least) / width));
  return ofLow === undefined ? 1 - share : share;
}

function constantNumber(expression: BoundExpression): number | undefined {
  return expression.kind === 'constant' ? numberOf(expression.value, expression.type) : undefined;
}

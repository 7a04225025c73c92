import type { BoundExpression } from '../plan/expression.ts';
import type { AggregatePlan, JoinPlan, LimitPlan, Plan } from '../plan/plan.ts';
import { children } from '../plan/walk.ts';
import { accessRows, UNKNOWN_ROWS } from './access-rows.ts';
import { distinctOf, type EstimatedInput } from './distinct-count.ts';
import { defaultSelectivity, selectivity } from './selectivity.ts';
import type { StatisticsLookup } from './statistics.ts';

/**
 * About how many rows a plan gives, at least 1. The rules of thumb are those of System R (Selinger
 * et al., "Access Path Selection in a Relational Database Management System", 1979): conditions are
 * independent and values evenly spread.
 */
export function estimateRows(plan: Plan, statistics: StatisticsLookup): number {
  return Math.max(1, estimate(plan, statistics));
}

function estimate(plan: Plan, statistics: StatisticsLookup): number {
  switch (plan.kind) {
    case 'scan':
      return accessRows(plan.table, plan.access, statistics(plan.table));
    case 'values':
      return plan.rows.length;
    case 'filter': {
      const rows = estimateRows(plan.input, statistics);
      return rows * selectivity(plan.predicate, { plan: plan.input, rows, statistics });
    }
    case 'join':
      return joinRows(plan, statistics);
    case 'union':
      return plan.inputs.reduce((sum, input) => sum + estimateRows(input, statistics), 0);
    case 'common':
    case 'recursive':
      return UNKNOWN_ROWS;
    case 'expand':
      return estimateRows(plan.input, statistics) * UNKNOWN_ROWS;
    case 'with':
      return estimateRows(plan.input, statistics);
    case 'set':
      return estimateRows(plan.left, statistics);
    case 'aggregate':
      return groupCount(plan, statistics);
    case 'limit':
      return Math.min(estimateRows(plan.input, statistics), limitOf(plan));
    default:
      return children(plan).reduce((most, input) => Math.max(most, estimate(input, statistics)), 1);
  }
}

function joinRows(join: JoinPlan, statistics: StatisticsLookup): number {
  const left = estimateRows(join.left, statistics);
  const right = estimateRows(join.right, statistics);
  const ofLeft = { plan: join.left, rows: left, statistics };
  const ofRight = { plan: join.right, rows: right, statistics };
  const leftKeys = distinctTuples(
    join.keys.map((key) => key.left),
    ofLeft,
  );
  const rightKeys = distinctTuples(
    join.keys.map((key) => key.right),
    ofRight,
  );
  let rows = (left * right) / Math.max(leftKeys, rightKeys);
  if (join.residual !== undefined) rows *= defaultSelectivity.other;
  switch (join.joinKind) {
    case 'inner':
      return rows;
    case 'right':
      return Math.max(rows, right);
    case 'full':
      return Math.max(rows, left, right);
    case 'semi':
      return Math.min(rows, left);
    case 'anti':
      return Math.max(left - rows, left * defaultSelectivity.other);
    default:
      return Math.max(rows, left);
  }
}

function groupCount({ groups, input }: AggregatePlan, statistics: StatisticsLookup): number {
  if (groups.length === 0) return 1;
  return distinctTuples(groups, { plan: input, rows: estimateRows(input, statistics), statistics });
}

/** Different values of several expressions together: at most as many as there are rows. */
function distinctTuples(expressions: readonly BoundExpression[], input: EstimatedInput): number {
  const tuples = expressions.reduce(
    (product, expression) => product * distinctOf(expression, input),
    1,
  );
  return Math.max(1, Math.min(input.rows, tuples));
}

function limitOf({ limit }: LimitPlan): number {
  return constantCount(limit) ?? Number.POSITIVE_INFINITY;
}

function constantCount(expression: BoundExpression | undefined): number | undefined {
  if (expression?.kind !== 'constant' || expression.value === null) return undefined;
  return Number(expression.value);
}

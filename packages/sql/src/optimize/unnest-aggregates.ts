import assert from 'node:assert/strict';
import { isSteady, neverFails } from '../execute/evaluate/traits.ts';
import { constant } from '../plan/build-expression.ts';
import type { BoundColumn, BoundExpression, BoundSubquery } from '../plan/expression.ts';
import { hasOuter, replaceOuter } from '../plan/outer.ts';
import {
  type AggregateCall,
  type AggregatePlan,
  type FilterPlan,
  type JoinKey,
  type Plan,
  type ProjectPlan,
  planOf,
} from '../plan/plan.ts';
import {
  hasSubquery,
  isVolatilePlan,
  mapExpression,
  nodeExpressions,
  replaceColumns,
  rewriteBottomUp,
  somePlanExpression,
} from '../plan/walk.ts';
import { aggregateOperands } from '../plan/walk-calls.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { foldConstants } from './fold-constants.ts';
import { isBetterLookedUp } from './lookup-cost.ts';
import { pullUp, withoutColumns } from './pull-up.ts';
import type { Rule } from './rule.ts';
import type { StatisticsLookup } from './statistics.ts';

/**
 * A scalar subquery that aggregates the rows whose columns equal values of the row around becomes a
 * left join with the aggregates of all such groups, computed once; where there is no group, COUNT is
 * 0 and everything else NULL. Likewise EXISTS where it is not a filter of its own: whether there is
 * a group. Only for what cannot fail, since groups are computed that nobody asks for.
 */
export const unnestAggregates: Rule = {
  name: 'unnest-aggregates',
  apply: (plan, statistics) =>
    rewriteBottomUp(plan, (node) =>
      node.kind === 'filter' || node.kind === 'project' ? unnest(node, statistics) : node,
    ),
};

type Host = FilterPlan | ProjectPlan;

/** Joins the subqueries one after the other to the node's input. */
function unnest(node: Host, statistics: StatisticsLookup): Plan {
  if (!nodeExpressions(node).some(hasSubquery)) return node;
  let input = node.input;
  const join = (part: BoundExpression): BoundExpression => {
    if (part.kind !== 'subquery') return part;
    // Its plan is optimized after the one around it: what could fail may be a constant yet.
    const plan = foldConstants.apply(planOf(part), statistics);
    const joined = joinGroups({ ...part, plan }, input, statistics);
    if (joined === undefined) return part;
    input = joined.plan;
    return joined.value;
  };
  const replace = (expression: BoundExpression): BoundExpression => mapExpression(expression, join);
  if (node.kind === 'project') {
    const expressions = node.expressions.map(replace);
    return input === node.input ? node : { ...node, input, expressions };
  }
  const predicate = replace(node.predicate);
  if (input === node.input) return node;
  const { schema } = node;
  const filter: FilterPlan = { kind: 'filter', schema: input.schema, input, predicate };
  const expressions = schema.map(({ name, type }, index): BoundColumn => {
    return { kind: 'column', type, index, name };
  });
  return { kind: 'project', schema, input: filter, expressions };
}

interface JoinedValue {
  readonly plan: Plan;
  /** What stands for the subquery over the plan's rows. */
  readonly value: BoundExpression;
}

function joinGroups(
  subquery: BoundSubquery,
  around: Plan,
  statistics: StatisticsLookup,
): JoinedValue | undefined {
  const plan = planOf(subquery);
  const parts = partsOf(subquery);
  if (parts === undefined || subquery.bindings.length === 0 || isVolatilePlan(plan)) {
    return undefined;
  }
  const pulled = pullUp(parts.aggregate.input, subquery.form === 'exists');
  if (pulled === undefined || !neverFailing(parts.aggregate, pulled.plan)) return undefined;
  if (isBetterLookedUp(around, plan, statistics)) return undefined;
  const keys = pulled.conditions.map((condition) => keyOf(condition, subquery));
  if (!keys.every((key) => key !== undefined)) return undefined;
  if (subquery.form === 'exists' && keys.length === 0) return undefined;
  const groups = groupBy(keys, parts.aggregate, pulled.plan);
  const joined: Plan = {
    kind: 'join',
    schema: [...around.schema, ...groups.schema.map((field) => ({ ...field, nullable: true }))],
    joinKind: 'left',
    left: around,
    right: groups,
    keys: keys.map(({ left }, index) => ({ left, right: columnOf(groups, index) })),
    residual: undefined,
  };
  const value = joinedValue(subquery, parts, (index) =>
    columnOf(joined, around.schema.length + (subquery.form === 'exists' ? 0 : keys.length) + index),
  );
  return { plan: joined, value };
}

/** The subquery's value; `column` gives an aggregate by index, or of EXISTS a key. */
function joinedValue(
  { form, type, bindings }: BoundSubquery,
  { aggregate, value }: AggregateParts,
  column: (index: number) => BoundColumn,
): BoundExpression {
  if (form === 'exists') return { kind: 'is-null', type, operand: column(0), negated: true };
  const overJoin = replaceColumns(value, ({ index, name }) =>
    filled(aggregate.aggregates[index], { ...column(index), name }),
  );
  return replaceOuter(overJoin, ({ index }) => bindings[index]);
}

function partsOf(subquery: BoundSubquery): AggregateParts | undefined {
  switch (subquery.form) {
    case 'scalar':
      return aggregateParts(planOf(subquery));
    case 'exists':
      return existsParts(planOf(subquery));
    case 'in':
      return undefined;
    default:
      return assert.fail(String(subquery.form satisfies never));
  }
}

interface AggregateParts {
  readonly aggregate: AggregatePlan;
  /** The subquery's value over the aggregates. */
  readonly value: BoundExpression;
}

/** An Aggregate of one row, with a Project on it or without. */
function aggregateParts(plan: Plan): AggregateParts | undefined {
  const aggregate = plan.kind === 'project' ? plan.input : plan;
  if (aggregate.kind !== 'aggregate') return undefined;
  const { groups, aggregates, groupingSets } = aggregate;
  if (groups.length > 0 || groupingSets !== undefined) return undefined;
  const isKnown = aggregates.every(
    (call) => isNullWithoutRows(call) && !aggregateOperands(call).some(hasOuter),
  );
  if (!isKnown) return undefined;
  const value = plan.kind === 'project' ? plan.expressions[0] : columnOf(plan, 0);
  return { aggregate, value };
}

/** Groups alone: a key that was joined is never NULL. */
function existsParts(plan: Plan): AggregateParts {
  const aggregate: AggregatePlan = {
    kind: 'aggregate',
    schema: [],
    input: withoutColumns(plan),
    groups: [],
    groupingSets: undefined,
    aggregates: [],
  };
  return { aggregate, value: constant(sqlTypes.boolean, true) };
}

/** Whether its value over no rows is NULL, or 0 if it counts. */
function isNullWithoutRows(call: AggregateCall): boolean {
  return call.function.within === undefined;
}

function counts({ function: { name } }: AggregateCall): boolean {
  return name === 'count' || name === 'regr_count';
}

function filled(call: AggregateCall, column: BoundColumn): BoundExpression {
  if (!counts(call)) return column;
  const { type } = column;
  return { kind: 'coalesce', type, operands: [column, constant(type, 0n)] };
}

function neverFailing(aggregate: AggregatePlan, rows: Plan): boolean {
  const canFail = (expression: BoundExpression): boolean =>
    !neverFails(mapExpression(expression, withoutLateErrors));
  return (
    !aggregate.aggregates.some((call) => aggregateOperands(call).some(canFail)) &&
    !somePlanExpression(rows, canFail)
  );
}

/** What may fail although no row asks for it is taken for a value. */
function withoutLateErrors(part: BoundExpression): BoundExpression {
  return isFixed(part) ? constant(part.type, null) : withoutMidnights(part);
}

/** One value for the whole statement: PostgreSQL fails when it plans, not when a row asks. */
function isFixed(part: BoundExpression): boolean {
  return isSteady(part) && !hasOuter(part) && !hasSubquery(part);
}

/**
 * A date as the instant of its midnight fails only beyond the year 294276, which is worth less than
 * joining what compares dates with instants: the cast is taken for a column.
 */
function withoutMidnights(part: BoundExpression): BoundExpression {
  if (part.kind !== 'cast' || part.operand.kind !== 'column') return part;
  const isMidnight = part.operand.type.kind === 'date' && part.type.kind === 'timestamp';
  return isMidnight ? { ...part.operand, type: part.type } : part;
}

/** `column = outer value`, the sides of the join's key; what is on the left is over the row around. */
function keyOf(condition: BoundExpression, { bindings }: BoundSubquery): JoinKey | undefined {
  if (condition.kind !== 'call' || condition.function.name !== '=') return undefined;
  const [first, second] = condition.arguments;
  const [outer, inner] = hasOuter(first) ? [first, second] : [second, first];
  const isSplit = !hasOuter(inner) && !readsColumns(outer) && readsColumns(inner);
  if (!isSplit || !neverFails(inner)) return undefined;
  return { left: replaceOuter(outer, ({ index }) => bindings[index]), right: inner };
}

function readsColumns(expression: BoundExpression): boolean {
  let found = false;
  replaceColumns(expression, (column) => {
    found = true;
    return column;
  });
  return found;
}

/** The aggregates per combination of keys. */
function groupBy(
  keys: readonly JoinKey[],
  { schema, aggregates }: AggregatePlan,
  input: Plan,
): AggregatePlan {
  const groups = keys.map(({ right }) => right);
  const fields = groups.map(({ type }, index) => ({
    name: `key ${index + 1}`,
    type,
    nullable: true,
  }));
  return {
    kind: 'aggregate',
    schema: [...fields, ...schema],
    input,
    groups,
    groupingSets: undefined,
    aggregates,
  };
}

function columnOf({ schema }: Plan, index: number): BoundColumn {
  const { name, type } = schema[index];
  return { kind: 'column', type, index, name };
}

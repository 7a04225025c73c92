import { exactFunction } from '../bind/functions/function-table.ts';
import { call, logic, not } from '../plan/build-expression.ts';
import type { BoundExpression, BoundSubquery } from '../plan/expression.ts';
import { replaceOuter } from '../plan/outer.ts';
import { type FilterPlan, type JoinPlan, type Plan, planOf } from '../plan/plan.ts';
import { hasSubquery, hasVolatile, isVolatilePlan, rewriteBottomUp } from '../plan/walk.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { conjunctsOf, filterBy } from './conjuncts.ts';
import { shiftColumns } from './join-sides.ts';
import { isBetterLookedUp } from './lookup-cost.ts';
import type { PulledUp } from './pull-up.ts';
import type { Rule } from './rule.ts';
import type { StatisticsLookup } from './statistics.ts';

/** A conjunct of a filter that asks a subquery: whether it is so, or not so. */
interface Asked {
  readonly subquery: BoundSubquery;
  readonly negated: boolean;
}

/** What a filter's subquery is to be joined by; `undefined` leaves it where it is. */
type ToJoin = (asked: Asked, around: Plan) => Joined | undefined;

/** The other side of a join and what must hold for a pair, over its columns and the row around. */
interface Joined extends PulledUp {
  readonly joinKind: 'semi' | 'anti';
  /** What the operands of IN are compared with, as the conditions are given. */
  readonly columns: readonly BoundExpression[];
  /** Whether a comparison that is NULL counts as one that is true. */
  readonly countsNull: boolean;
}

/** A rule that turns conjuncts of filters that ask a subquery into joins. */
export function subqueryRule(name: string, toJoin: ToJoin): Rule {
  return {
    name,
    apply: (plan, statistics) =>
      rewriteBottomUp(plan, (node) =>
        node.kind === 'filter' ? joinSubqueries(node, toJoin, statistics) : node,
      ),
  };
}

function comparison(
  { columns, countsNull }: Joined,
  subquery: BoundSubquery,
  around: Plan,
  index: number,
): BoundExpression {
  const operand = subquery.operands[index];
  const column = overBoth(columns[index], subquery, around);
  const equality = call(
    exactFunction('=', [operand.type, operand.type]),
    [operand, column],
    subquery.position,
  );
  if (!countsNull) return equality;
  return not(call(exactFunction('is false', [sqlTypes.boolean]), [equality], undefined));
}

/** `expression` over both sides of a join whose left side is the rows around the subquery. */
function overBoth(
  expression: BoundExpression,
  { bindings }: BoundSubquery,
  around: Plan,
): BoundExpression {
  const shifted = shiftColumns(expression, around.schema.length);
  return replaceOuter(shifted, ({ index }) => bindings[index]);
}

function joinSubqueries(filter: FilterPlan, toJoin: ToJoin, statistics: StatisticsLookup): Plan {
  const { input, predicate } = filter;
  if (!hasSubquery(predicate) || hasVolatile(predicate)) return filter;
  const conjuncts = conjunctsOf(predicate);
  let current = filterBy(
    conjuncts.filter((conjunct) => !hasSubquery(conjunct)),
    input,
  );
  const rest: BoundExpression[] = [];
  for (const conjunct of conjuncts.filter(hasSubquery)) {
    const joined = joinOne(conjunct, current, toJoin, statistics);
    if (joined === undefined) rest.push(conjunct);
    else current = joined;
  }
  return rest.length === conjuncts.filter(hasSubquery).length ? filter : filterBy(rest, current);
}

function joinOne(
  conjunct: BoundExpression,
  around: Plan,
  toJoin: ToJoin,
  statistics: StatisticsLookup,
): JoinPlan | undefined {
  const negated = conjunct.kind === 'not';
  const subquery = conjunct.kind === 'not' ? conjunct.operand : conjunct;
  if (subquery.kind !== 'subquery') return undefined;
  const plan = planOf(subquery);
  if (isVolatilePlan(plan) || isBetterLookedUp(around, plan, statistics)) return undefined;
  const joined = toJoin({ subquery, negated }, around);
  if (joined === undefined) return undefined;
  const conditions = [
    ...joined.columns.map((_, index) => comparison(joined, subquery, around, index)),
    ...joined.conditions.map((condition) => overBoth(condition, subquery, around)),
  ];
  return {
    kind: 'join',
    schema: around.schema,
    joinKind: joined.joinKind,
    left: around,
    right: joined.plan,
    keys: [],
    residual: conditions.length === 0 ? undefined : logic('and', conditions),
  };
}

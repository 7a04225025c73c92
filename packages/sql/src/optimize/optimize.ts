import assert from 'node:assert/strict';
import type {
  BoundDelete,
  BoundPlainStatement,
  BoundStatement,
  BoundUpdate,
  BoundWithWrites,
  BoundWrite,
} from '../bind/statement.ts';
import { mapWrite } from '../bind/write/map-write.ts';
import { constant } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { AccessPath, Plan } from '../plan/plan.ts';
import { chooseAccess, chooseAccessPath } from './choose-access-path.ts';
import { conjunctsOf } from './conjuncts.ts';
import { expandApply } from './expand-apply.ts';
import { factorDisjunctions } from './factor-disjunctions.ts';
import { flattenUnions } from './flatten-unions.ts';
import { foldConstants, foldExpression } from './fold-constants.ts';
import { inlineCommon } from './inline-common.ts';
import { liftLock } from './lift-lock.ts';
import { lookupJoin } from './lookup-join.ts';
import { mergeProjects } from './merge-projects.ts';
import { optimizeSubqueries, optimizeSubqueriesOf } from './optimize-subqueries.ts';
import { orderByIndex } from './order-by-index.ts';
import { orderJoins } from './order-joins.ts';
import { placeMembers } from './place-members.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushFilter } from './push-filter.ts';
import { pushLimit } from './push-limit.ts';
import { pushProject } from './push-project.ts';
import { reduceOuterJoin } from './reduce-outer-join.ts';
import { rememberCalls, rememberVolatile } from './remember-volatile.ts';
import { removeProject, sameSchema } from './remove-project.ts';
import { removeSort } from './remove-sort.ts';
import type { Rule } from './rule.ts';
import { canBeTrue, simplifyPredicate, simplifyPredicates } from './simplify-predicates.ts';
import { sortLimit } from './sort-limit.ts';
import { splitJoinCondition } from './split-join-condition.ts';
import { noStatistics, type StatisticsLookup } from './statistics.ts';
import { unnestAggregates } from './unnest-aggregates.ts';
import { unnestApply } from './unnest-apply.ts';
import { unnestExists } from './unnest-exists.ts';
import { unnestIn } from './unnest-in.ts';
import { windowLimit } from './window-limit.ts';

/**
 * The rules in the order in which each pass applies them. Locks go up before others look at what is
 * below them. Constants come then, as they decide
 * conditions; the order of joins when all conditions are where they belong; access paths come before remove-sort, which needs to know the columns that they fix;
 * remove-sort before sort-limit, so that a limit reaches the scan rather than a sort.
 */
const rules: readonly Rule[] = [
  liftLock,
  foldConstants,
  simplifyPredicates,
  inlineCommon,
  factorDisjunctions,
  pushProject,
  flattenUnions,
  reduceOuterJoin,
  pushFilter,
  unnestExists,
  unnestIn,
  unnestAggregates,
  unnestApply,
  expandApply,
  windowLimit,
  splitJoinCondition,
  orderJoins,
  chooseAccessPath,
  removeSort,
  mergeProjects,
  sortLimit,
  orderByIndex,
  pushLimit,
  pruneColumns,
  removeProject,
];

/** Applied once: no other rule knows of sides that are read by what the other one has. */
const lastRules: readonly Rule[] = [
  lookupJoin,
  mergeProjects,
  pruneColumns,
  removeProject,
  rememberVolatile,
];

/** One pass nearly always does; a rule that never rests must not hang the server. */
const MAX_PASSES = 4;

/** A plan of the same schema and rows that does less work, as far as `statistics` tell. */
export function optimize(plan: Plan, statistics: StatisticsLookup = noStatistics): Plan {
  let current = plan;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const before = current;
    for (const rule of rules) current = applyRule(rule, current, statistics);
    if (current === before) break;
  }
  for (const rule of lastRules) current = applyRule(rule, current, statistics);
  return optimizeSubqueries(current, (inner) => optimize(inner, statistics));
}

/** One rule, once; asserts that it left the schema alone. */
export function applyRule(
  rule: Rule,
  plan: Plan,
  statistics: StatisticsLookup = noStatistics,
): Plan {
  const result = rule.apply(plan, statistics);
  assert(
    result === plan || sameSchema(result.schema, plan.schema),
    `rule ${rule.name} has changed the schema of a plan`,
  );
  return result;
}

/** The statement with its plan, expressions and access path optimised. */
export function optimizeStatement(
  bound: BoundStatement,
  statistics: StatisticsLookup = noStatistics,
): BoundStatement {
  if (bound.kind !== 'with-writes') return optimizePlain(bound, statistics);
  const placed = placeMembers(bound);
  return placed.members.length === 0
    ? optimizePlain(placed.main, statistics)
    : optimizeParts(placed, statistics);
}

function optimizeParts(
  { members, main, ...base }: BoundWithWrites,
  statistics: StatisticsLookup,
): BoundWithWrites {
  return {
    ...base,
    members: members.map((member) =>
      'write' in member
        ? { ...member, write: optimizeWrite(member.write, statistics) }
        : { ...member, plan: optimize(member.plan, statistics) },
    ),
    main: optimizePlain(main, statistics),
  };
}

function optimizePlain(
  bound: BoundPlainStatement,
  statistics: StatisticsLookup,
): BoundPlainStatement {
  return bound.kind === 'query'
    ? { ...bound, plan: optimize(bound.plan, statistics) }
    : optimizeWrite(bound, statistics);
}

function optimizeWrite(bound: BoundWrite, statistics: StatisticsLookup): BoundWrite {
  const write = mapWrite(bound, {
    plan: (plan) => optimize(plan, statistics),
    expression: (expression) => optimizeExpression(expression, statistics),
  });
  const isSearch = write.kind === 'update' || write.kind === 'delete';
  return isSearch ? { ...write, ...findAccess(write) } : write;
}

/** An expression that is not part of a plan. */
function optimizeExpression(
  expression: BoundExpression,
  statistics: StatisticsLookup,
): BoundExpression {
  const folded = rememberCalls(foldExpression(expression));
  return optimizeSubqueriesOf(folded, (plan) => optimize(plan, statistics));
}

type Search = Pick<BoundUpdate | BoundDelete, 'predicate' | 'access'>;

/** The predicate stays complete; the access path says where to look. */
function findAccess({ table, source, predicate: written }: BoundUpdate | BoundDelete): Search {
  const full: AccessPath = { kind: 'full' };
  if (written === undefined || source !== undefined) return { predicate: written, access: full };
  const predicate = simplifyPredicate(written);
  if (predicate.kind === 'constant' && predicate.value === true) {
    return { predicate: undefined, access: full };
  }
  if (!canBeTrue(predicate) && table.primaryKey.length > 0) {
    return { predicate, access: noRows(table.columns[table.primaryKey[0]].type) };
  }
  const columns = table.columns.map((_, index) => index);
  const target = { table, columns, includeDeleted: false };
  return { predicate, access: chooseAccess(target, conjunctsOf(predicate)).access };
}

/** A NULL key matches no row. */
function noRows(keyType: BoundExpression['type']): AccessPath {
  const equal = [constant(keyType, null)];
  return { kind: 'key-range', equal, lower: undefined, upper: undefined };
}

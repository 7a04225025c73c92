import { logic } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type {
  AggregatePlan,
  ApplyPlan,
  DistinctPlan,
  ExpandPlan,
  FilterPlan,
  JoinPlan,
  LockPlan,
  Plan,
  ProjectPlan,
  SetPlan,
  UnionPlan,
  WindowPlan,
} from '../plan/plan.ts';
import {
  hasSubquery,
  hasVolatile,
  isVolatilePlan,
  mapChildren,
  referencedColumns,
  replaceColumns,
} from '../plan/walk.ts';
import { conjunctsOf, filterBy } from './conjuncts.ts';
import { joinSides, shiftColumns, splitConjuncts } from './join-sides.ts';
import type { Rule } from './rule.ts';

/**
 * Move filters towards the scan: into a filter below, through Project and Sort, through Aggregate
 * where a conjunct reads group keys alone, through Lock, through Expand where it reads the input alone, to the sides of a Join and the inputs of a Union, Intersect
 * or Except. Volatile expressions are not passed, since they must be evaluated for the same rows as
 * before, nor is a Limit or a top-N.
 */
export const pushFilter: Rule = { name: 'push-filter', apply: push };

/** From the top, so that a filter goes as deep as it can in one go. */
function push(plan: Plan): Plan {
  const moved = plan.kind === 'filter' ? pushOnce(plan) : plan;
  if (moved !== plan) return push(moved);
  return mapChildren(plan, push);
}

function pushOnce(filter: FilterPlan): Plan {
  const { input, predicate } = filter;
  if (hasVolatile(predicate)) return pushSteady(filter);
  switch (input.kind) {
    case 'filter':
      if (hasVolatile(input.predicate)) return filter;
      return filterBy([...conjunctsOf(input.predicate), ...conjunctsOf(predicate)], input.input);
    case 'sort':
      if (input.fetch !== undefined) return filter;
      return { ...input, input: filterBy(conjunctsOf(predicate), input.input) };
    case 'project':
      return throughProject(filter, input);
    case 'join':
      return throughJoin(filter, input);
    case 'apply':
      return throughApply(filter, input);
    case 'union':
      return throughUnion(filter, input);
    case 'set':
      return throughSet(filter, input);
    case 'with':
      return { ...input, input: filterBy(conjunctsOf(predicate), input.input) };
    case 'expand':
      return throughExpand(filter, input);
    case 'aggregate':
      return throughAggregate(filter, input);
    case 'window':
      return throughKeyed(filter, input, input.partition);
    case 'distinct':
      return throughKeyed(filter, input, input.keys);
    case 'lock':
      return throughLock(filter, input);
    default:
      return filter;
  }
}

/** Rows that nobody is given are not locked, unless they count. */
function throughLock(filter: FilterPlan, lock: LockPlan): Plan {
  if (lock.limit !== undefined || lock.offset !== undefined) return filter;
  if (hasSubquery(filter.predicate)) return filter;
  return { ...lock, input: filterBy(conjunctsOf(filter.predicate), lock.input) };
}

/** Push the conjuncts that are not volatile; the others stay where they are. */
function pushSteady(filter: FilterPlan): Plan {
  const conjuncts = conjunctsOf(filter.predicate);
  const steady = conjuncts.filter((conjunct) => !hasVolatile(conjunct));
  if (steady.length === 0) return filter;
  const lower: FilterPlan = { ...filter, predicate: logic('and', steady) };
  const pushed = pushOnce(lower);
  return pushed === lower ? filter : filterBy(conjuncts.filter(hasVolatile), pushed);
}

function throughProject(filter: FilterPlan, project: ProjectPlan): Plan {
  if (project.expressions.some(hasVolatile)) return filter;
  const predicate = replaceColumns(filter.predicate, ({ index }) => project.expressions[index]);
  return { ...project, input: filterBy(conjunctsOf(predicate), project.input) };
}

/**
 * Conjuncts over one side go below the join where that side's rows are not padded with NULLs; those
 * over both sides become part of an inner join's condition. One with a subquery stays a filter: there
 * the subquery may still become a join.
 */
function throughJoin(filter: FilterPlan, join: JoinPlan): Plan {
  if (join.residual !== undefined && hasVolatile(join.residual)) return filter;
  const { preservesLeft, preservesRight } = joinSides(join);
  const split = splitConjuncts(conjunctsOf(filter.predicate), join);
  const width = join.left.schema.length;
  const isInner = join.joinKind === 'inner';
  const toLeft = preservesLeft ? split.left : [];
  const toRight = preservesRight ? split.right : [];
  const toJoin = isInner ? split.both.filter((conjunct) => !hasSubquery(conjunct)) : [];
  if (toLeft.length + toRight.length + toJoin.length === 0) return filter;
  const above = [
    ...(preservesLeft ? [] : split.left),
    ...(preservesRight ? [] : split.right),
    ...split.both.filter((conjunct) => !toJoin.includes(conjunct)),
  ];
  const condition = join.residual === undefined ? toJoin : [join.residual, ...toJoin];
  return filterBy(above, {
    ...join,
    left: filterBy(toLeft, join.left),
    right: filterBy(
      toRight.map((conjunct) => shiftColumns(conjunct, -width)),
      join.right,
    ),
    residual: condition.length === 0 ? undefined : logic('and', condition),
  });
}

/** Conjuncts over the left side alone: the right side then runs for fewer rows. */
function throughApply(filter: FilterPlan, apply: ApplyPlan): Plan {
  if (apply.residual !== undefined && hasVolatile(apply.residual)) return filter;
  if (isVolatilePlan(apply.right)) return filter;
  const split = splitConjuncts(conjunctsOf(filter.predicate), apply);
  if (split.left.length === 0) return filter;
  const above = [...split.right, ...split.both];
  return filterBy(above, { ...apply, left: filterBy(split.left, apply.left) });
}

function throughUnion({ predicate }: FilterPlan, union: UnionPlan): Plan {
  const conjuncts = conjunctsOf(predicate);
  return { ...union, inputs: union.inputs.map((input) => filterBy(conjuncts, input)) };
}

/** Equal rows pass a filter together, so it may go to both sides. */
function throughSet({ predicate }: FilterPlan, set: SetPlan): Plan {
  const conjuncts = conjunctsOf(predicate);
  return { ...set, left: filterBy(conjuncts, set.left), right: filterBy(conjuncts, set.right) };
}

/** What reads the input row alone is asked before its functions run. */
function throughExpand(filter: FilterPlan, expand: ExpandPlan): Plan {
  if (expand.calls.some((call) => call.arguments.some(hasVolatile))) return filter;
  const width = expand.input.schema.length;
  const conjuncts = conjunctsOf(filter.predicate);
  const isOfInput = (conjunct: BoundExpression): boolean =>
    [...referencedColumns([conjunct])].every((index) => index < width);
  const below = conjuncts.filter(isOfInput);
  if (below.length === 0) return filter;
  const above = conjuncts.filter((conjunct) => !isOfInput(conjunct));
  return filterBy(above, { ...expand, input: filterBy(below, expand.input) });
}

/**
 * Without groups there is one row whatever the input, so that a filter above and below differ; and
 * where a grouping set leaves a group out, its column is not what it is below.
 */
function throughAggregate(filter: FilterPlan, aggregate: AggregatePlan): Plan {
  const { groups, groupingSets } = aggregate;
  const sets = groupingSets?.sets ?? [[...groups.keys()]];
  if (sets.some((set) => set.length === 0) || groups.some(hasVolatile)) return filter;
  const conjuncts = conjunctsOf(filter.predicate);
  const isOfGroups = (conjunct: BoundExpression): boolean =>
    [...referencedColumns([conjunct])].every((index) => sets.every((set) => set.includes(index)));
  const below = conjuncts.filter(isOfGroups);
  if (below.length === 0) return filter;
  const above = conjuncts.filter((conjunct) => !isOfGroups(conjunct));
  const moved = below.map((conjunct) => replaceColumns(conjunct, ({ index }) => groups[index]));
  return filterBy(above, { ...aggregate, input: filterBy(moved, aggregate.input) });
}

/**
 * Rows of other partitions do not matter to a window, nor rows with other keys to DISTINCT ON: what
 * reads nothing but keys that are columns may be asked before.
 */
function throughKeyed(
  filter: FilterPlan,
  input: WindowPlan | DistinctPlan,
  keys: readonly BoundExpression[],
): Plan {
  const columns = keys.flatMap((key) => (key.kind === 'column' ? [key.index] : []));
  const conjuncts = conjunctsOf(filter.predicate);
  const isOfKeys = (conjunct: BoundExpression): boolean =>
    [...referencedColumns([conjunct])].every((index) => columns.includes(index));
  const below = conjuncts.filter(isOfKeys);
  if (below.length === 0) return filter;
  const above = conjuncts.filter((conjunct) => !isOfKeys(conjunct));
  return filterBy(above, { ...input, input: filterBy(below, input.input) });
}

import { isNullable } from '../bind/nullability.ts';
import { logic } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { hasOuter, outerIndexes } from '../plan/outer.ts';
import type { AggregatePlan, FilterPlan, JoinPlan, Plan, ProjectPlan } from '../plan/plan.ts';
import { referencedColumns, replaceColumns } from '../plan/walk.ts';
import { conjunctsOf, filterBy } from './conjuncts.ts';

/** A subquery's plan without what it reads of the row around it, which the conditions now say. */
export interface PulledUp {
  /** Its first columns are those of the plan that it was, perhaps more follow. */
  readonly plan: Plan;
  /** Over the columns of `plan` and the row around it: its rows are those where all are true. */
  readonly conditions: readonly BoundExpression[];
}

/**
 * Take the conditions on the row around a subquery out of its plan, so that it can be joined: the
 * simple unnesting of Neumann and Kemper, "Unnesting Arbitrary Queries" (BTW 2015). For sets of rows,
 * whose order and number of copies do not matter if `isSet`. `undefined` where the row around is
 * read in another place than a filter, or rows are counted or cut before.
 */
export function pullUp(plan: Plan, isSet: boolean): PulledUp | undefined {
  if (outerIndexes(plan).size === 0) return { plan, conditions: [] };
  switch (plan.kind) {
    case 'filter':
      return throughFilter(plan, isSet);
    case 'project':
      return throughProject(plan, isSet);
    case 'join':
      return throughJoin(plan, isSet);
    case 'sort':
      return isSet && plan.fetch === undefined ? pullUp(plan.input, isSet) : undefined;
    case 'aggregate':
      return isSet && isDistinct(plan) ? throughProject(withCopies(plan), isSet) : undefined;
    default:
      return undefined;
  }
}

/** Whether an Aggregate does nothing but drop copies of rows. */
export function isDistinct({ groups, aggregates, groupingSets }: AggregatePlan): boolean {
  return groups.length > 0 && aggregates.length === 0 && groupingSets === undefined;
}

function withCopies({ schema, input, groups }: AggregatePlan): ProjectPlan {
  return { kind: 'project', schema, input, expressions: groups };
}

function throughFilter({ input, predicate }: FilterPlan, isSet: boolean): PulledUp | undefined {
  const below = pullUp(input, isSet);
  if (below === undefined) return undefined;
  const conjuncts = conjunctsOf(predicate);
  const inside = conjuncts.filter((conjunct) => !hasOuter(conjunct));
  const outside = conjuncts.filter(hasOuter);
  return {
    plan: filterBy(inside, below.plan),
    conditions: [...below.conditions, ...outside],
  };
}

/** The Project passes the columns on that the conditions read. */
function throughProject(project: ProjectPlan, isSet: boolean): PulledUp | undefined {
  const { expressions, schema } = project;
  if (expressions.some(hasOuter)) return undefined;
  const below = pullUp(project.input, isSet);
  if (below === undefined) return undefined;
  const input = below.plan;
  const read = [...referencedColumns(below.conditions)];
  const passed = read.map((index): BoundExpression => {
    const { name, type } = input.schema[index];
    return { kind: 'column', type, index, name };
  });
  const plan: ProjectPlan = {
    kind: 'project',
    schema: [
      ...schema.map((field, index) => ({
        ...field,
        nullable: isNullable(expressions[index], input.schema),
      })),
      ...read.map((index) => input.schema[index]),
    ],
    input,
    expressions: [...expressions, ...passed],
  };
  const moved = (index: number): number => expressions.length + read.indexOf(index);
  const conditions = below.conditions.map((condition) =>
    replaceColumns(condition, (column) => ({ ...column, index: moved(column.index) })),
  );
  return { plan, conditions };
}

/** Conditions of sides whose rows are never padded with NULLs, and of an inner join's own. */
function throughJoin(join: JoinPlan, isSet: boolean): PulledUp | undefined {
  const { joinKind, keys, residual } = join;
  const isInner = joinKind === 'inner';
  const left = pullUp(join.left, isSet);
  const right = isInner ? pullUp(join.right, isSet) : { plan: join.right, conditions: [] };
  if (left === undefined || right === undefined) return undefined;
  const isWider =
    left.plan.schema.length > join.left.schema.length ||
    right.plan.schema.length > join.right.schema.length;
  if (isWider || joinKind === 'right' || joinKind === 'full') return undefined;
  const conjuncts = residual === undefined ? [] : conjunctsOf(residual);
  const inside = conjuncts.filter((conjunct) => !hasOuter(conjunct));
  const plan: JoinPlan = {
    ...join,
    left: left.plan,
    right: right.plan,
    residual: inside.length === 0 ? undefined : logic('and', inside),
  };
  const outside = conjuncts.filter(hasOuter);
  const isOpen = keys.some((key) => hasOuter(key.left) || hasOuter(key.right));
  if (isOpen || (!isInner && (outside.length > 0 || outerIndexes(join.right).size > 0))) {
    return undefined;
  }
  const width = join.left.schema.length;
  const ofRight = right.conditions.map((condition) =>
    replaceColumns(condition, (column) => ({ ...column, index: column.index + width })),
  );
  return { plan, conditions: [...left.conditions, ...ofRight, ...outside] };
}

/** What of a plan decides whether it has rows: below what decides on columns, order and copies. */
export function withoutColumns(plan: Plan): Plan {
  switch (plan.kind) {
    case 'project':
      return withoutColumns(plan.input);
    case 'sort':
      return plan.fetch === undefined ? withoutColumns(plan.input) : plan;
    case 'aggregate':
      return isDistinct(plan) ? withoutColumns(plan.input) : plan;
    default:
      return plan;
  }
}

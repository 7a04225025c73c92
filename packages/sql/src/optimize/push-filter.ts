import type { BoundExpression } from '../plan/expression.ts';
import type { AggregatePlan, FilterPlan, Plan, ProjectPlan } from '../plan/plan.ts';
import { hasVolatile, referencedColumns, replaceColumns } from '../plan/walk.ts';
import { conjunctsOf, filterBy } from './conjuncts.ts';
import type { Rule } from './rule.ts';

/**
 * Move filters towards the scan: into a filter below, through Project and Sort, and through
 * Aggregate where a conjunct reads group keys alone. Volatile expressions are not passed, since they
 * must be evaluated for the same rows as before, nor is a Limit or a top-N.
 */
export const pushFilter: Rule = { name: 'push-filter', apply: push };

/** From the top, so that a filter goes as deep as it can in one go. */
function push(plan: Plan): Plan {
  const moved = plan.kind === 'filter' ? pushOnce(plan) : plan;
  if (moved !== plan) return push(moved);
  if (plan.kind === 'scan' || plan.kind === 'values') return plan;
  const input = push(plan.input);
  return input === plan.input ? plan : { ...plan, input };
}

function pushOnce(filter: FilterPlan): Plan {
  const { input, predicate } = filter;
  if (hasVolatile(predicate)) return filter;
  switch (input.kind) {
    case 'filter':
      if (hasVolatile(input.predicate)) return filter;
      return filterBy([...conjunctsOf(input.predicate), ...conjunctsOf(predicate)], input.input);
    case 'sort':
      if (input.fetch !== undefined) return filter;
      return { ...input, input: filterBy(conjunctsOf(predicate), input.input) };
    case 'project':
      return throughProject(filter, input);
    case 'aggregate':
      return throughAggregate(filter, input);
    default:
      return filter;
  }
}

function throughProject(filter: FilterPlan, project: ProjectPlan): Plan {
  if (project.expressions.some(hasVolatile)) return filter;
  const predicate = replaceColumns(filter.predicate, ({ index }) => project.expressions[index]);
  return { ...project, input: filterBy(conjunctsOf(predicate), project.input) };
}

/** Without groups there is one row whatever the input; a filter above and below differ. */
function throughAggregate(filter: FilterPlan, aggregate: AggregatePlan): Plan {
  const { groups } = aggregate;
  if (groups.length === 0 || groups.some(hasVolatile)) return filter;
  const conjuncts = conjunctsOf(filter.predicate);
  const isOfGroups = (conjunct: BoundExpression): boolean =>
    [...referencedColumns([conjunct])].every((index) => index < groups.length);
  const below = conjuncts.filter(isOfGroups);
  if (below.length === 0) return filter;
  const above = conjuncts.filter((conjunct) => !isOfGroups(conjunct));
  const moved = below.map((conjunct) => replaceColumns(conjunct, ({ index }) => groups[index]));
  return filterBy(above, { ...aggregate, input: filterBy(moved, aggregate.input) });
}

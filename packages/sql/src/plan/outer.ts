import type { BoundExpression, BoundOuter } from './expression.ts';
import type { Plan } from './plan.ts';
import { mapChildren, mapExpression, mapPlanExpressions, someExpression } from './walk.ts';

/** Whether `expression` reads a value of the row around the query that it belongs to. */
export function hasOuter(expression: BoundExpression): boolean {
  return someExpression(expression, ({ kind }) => kind === 'outer');
}

/** `expression` with another one for each `outer`. Plans of subqueries within have outers of their own. */
export function replaceOuter(
  expression: BoundExpression,
  replace: (outer: BoundOuter) => BoundExpression,
): BoundExpression {
  return mapExpression(expression, (part) => (part.kind === 'outer' ? replace(part) : part));
}

/** `plan`, not optimised yet, with another expression for each `outer` that belongs to it. */
export function replacePlanOuter(
  plan: Plan,
  replace: (outer: BoundOuter) => BoundExpression,
): Plan {
  const rebound = mapPlanExpressions(plan, (expression) => replaceOuter(expression, replace));
  return mapChildren(rebound, (input) => replacePlanOuter(input, replace));
}

/** The indexes of the bindings that `plan`, not optimised yet, reads. */
export function outerIndexes(plan: Plan): ReadonlySet<number> {
  const found = new Set<number>();
  replacePlanOuter(plan, (outer) => {
    found.add(outer.index);
    return outer;
  });
  return found;
}

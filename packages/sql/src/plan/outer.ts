import type { BoundExpression, BoundOuter } from './expression.ts';
import type { Plan } from './plan.ts';
import {
  children,
  mapChildren,
  mapExpression,
  mapPlanExpressions,
  nodeExpressions,
  someExpression,
} from './walk.ts';

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

/**
 * `plan`, not optimised yet, with another expression for each `outer` that belongs to it: not those
 * of the right side of an Apply, which are of its own bindings.
 */
export function replacePlanOuter(
  plan: Plan,
  replace: (outer: BoundOuter) => BoundExpression,
): Plan {
  const rebound = mapPlanExpressions(plan, (expression) => replaceOuter(expression, replace));
  if (rebound.kind === 'apply') {
    const left = replacePlanOuter(rebound.left, replace);
    return left === rebound.left ? rebound : { ...rebound, left };
  }
  return mapChildren(rebound, (input) => replacePlanOuter(input, replace));
}

/** The indexes of the bindings that `plan` reads, in key ranges too. */
export function outerIndexes(plan: Plan): ReadonlySet<number> {
  const found = new Set<number>();
  collectOuter(plan, found);
  return found;
}

function collectOuter(plan: Plan, found: Set<number>): void {
  for (const expression of nodeExpressions(plan)) {
    someExpression(expression, (part) => {
      if (part.kind === 'outer') found.add(part.index);
      return false;
    });
  }
  const inputs = plan.kind === 'apply' ? [plan.left] : children(plan);
  for (const input of inputs) collectOuter(input, found);
}

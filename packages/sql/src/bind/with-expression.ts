import type { BoundExpression } from '../plan/expression.ts';
import { type CommonDefinition, planOf } from '../plan/plan.ts';
import { mapExpression } from '../plan/walk.ts';
import { withDefinitions } from './bind-with.ts';
import type { BoundReturning } from './statement.ts';

/**
 * `expression` of a statement that writes, its subqueries with the tables of the statement's WITH:
 * there is no plan around them to have those.
 */
export function defineForExpression(
  expression: BoundExpression,
  definitions: readonly CommonDefinition[],
): BoundExpression {
  if (definitions.length === 0) return expression;
  return mapExpression(expression, (part) =>
    part.kind === 'subquery' ? { ...part, plan: withDefinitions(planOf(part), definitions) } : part,
  );
}

/** The same for the expressions of RETURNING. */
export function defineForReturning(
  returning: BoundReturning,
  definitions: readonly CommonDefinition[],
): BoundReturning {
  const expressions = returning.expressions.map((expression) =>
    defineForExpression(expression, definitions),
  );
  return { ...returning, expressions };
}

import { logic } from '../plan/build-expression.ts';
import type { BoundExpression, BoundLogic } from '../plan/expression.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { mapExpression } from '../plan/walk.ts';
import { conjunctsOf } from './conjuncts.ts';
import { expressionRule } from './rule.ts';

/** Comparing all conjuncts with all is quadratic; longer conditions come from programs. */
const MOST_COMPARED = 20;

/**
 * Take what all alternatives of an OR demand out of it: `(a AND b) OR (a AND c)` becomes
 * `a AND (b OR c)`, so that a key of a join or of a table that stands in each alternative is seen.
 */
export const factorDisjunctions = expressionRule('factor-disjunctions', (expression) =>
  mapExpression(expression, (part) => (part.kind === 'or' ? factor(part) : part)),
);

function factor(disjunction: BoundLogic): BoundExpression {
  const alternatives = disjunction.operands.map(conjunctsOf);
  const [first, ...others] = alternatives;
  if (alternatives.some(({ length }) => length > MOST_COMPARED)) return disjunction;
  if (alternatives.length > MOST_COMPARED) return disjunction;
  const common = first.filter((conjunct) => others.every((parts) => hasConjunct(parts, conjunct)));
  if (common.length === 0) return disjunction;
  const rests = alternatives.map((parts) => parts.filter((part) => !hasConjunct(common, part)));
  // An alternative that demands nothing else makes the others superfluous.
  if (rests.some(({ length }) => length === 0)) return logic('and', common);
  const rest = rests.map((parts) => logic('and', parts));
  return logic('and', [...common, logic('or', rest)]);
}

function hasConjunct(parts: readonly BoundExpression[], wanted: BoundExpression): boolean {
  return parts.some((part) => sameExpression(part, wanted));
}

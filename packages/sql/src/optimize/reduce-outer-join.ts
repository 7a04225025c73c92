import type { BoundExpression } from '../plan/expression.ts';
import type { FilterPlan, JoinPlan, Plan } from '../plan/plan.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import { conjunctsOf } from './conjuncts.ts';
import { isLeftOnly } from './join-sides.ts';
import type { Rule } from './rule.ts';

/**
 * Make an outer join an inner or one-sided one where a filter above it drops the rows that were
 * padded with NULLs: a conjunct cannot be true for them.
 */
export const reduceOuterJoin: Rule = {
  name: 'reduce-outer-join',
  apply: (plan) => rewriteBottomUp(plan, (node) => (node.kind === 'filter' ? reduce(node) : node)),
};

function reduce(filter: FilterPlan): Plan {
  const join = filter.input;
  if (join.kind !== 'join' || join.joinKind === 'inner' || isLeftOnly(join)) return filter;
  const conjuncts = conjunctsOf(filter.predicate);
  const width = join.left.schema.length;
  const dropsPaddedLeft = conjuncts.some((part) => isNeverTrue(part, (index) => index < width));
  const dropsPaddedRight = conjuncts.some((part) => isNeverTrue(part, (index) => index >= width));
  const padsLeft = join.joinKind !== 'left' && !dropsPaddedLeft;
  const padsRight = join.joinKind !== 'right' && !dropsPaddedRight;
  const joinKind = kindOf(padsLeft, padsRight);
  return joinKind === join.joinKind ? filter : { ...filter, input: { ...join, joinKind } };
}

function kindOf(padsLeft: boolean, padsRight: boolean): JoinPlan['joinKind'] {
  if (padsLeft) return padsRight ? 'full' : 'right';
  return padsRight ? 'left' : 'inner';
}

/** Whether a condition is false or NULL for certain when these columns are NULL. */
function isNeverTrue(part: BoundExpression, isMissing: (column: number) => boolean): boolean {
  if (isNull(part, isMissing)) return true;
  switch (part.kind) {
    case 'and':
      return part.operands.some((operand) => isNeverTrue(operand, isMissing));
    case 'or':
      return part.operands.every((operand) => isNeverTrue(operand, isMissing));
    case 'is-null':
      return part.negated && isNull(part.operand, isMissing);
    default:
      return false;
  }
}

/** Whether a value is NULL for certain when these columns are. */
function isNull(part: BoundExpression, isMissing: (column: number) => boolean): boolean {
  switch (part.kind) {
    case 'column':
      return isMissing(part.index);
    case 'call':
      return part.function.strict && part.arguments.some((argument) => isNull(argument, isMissing));
    case 'cast':
    case 'not':
    case 'in-list':
      return isNull(part.operand, isMissing);
    default:
      return false;
  }
}

import { exactFunction } from '../bind/functions/function-table.ts';
import { call, constant, logic } from '../plan/build-expression.ts';
import type { BoundExpression, BoundInList, BoundLogic } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { mapExpression, mapPlanExpressions, operandsOf, rewriteBottomUp } from '../plan/walk.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { Rule } from './rule.ts';

/**
 * Shorten conditions: TRUE AND x, FALSE OR x, NOT NOT x, repeated operands, IN with one element. A
 * filter that is always true goes; one that never is makes no rows at all.
 */
export const simplifyPredicates: Rule = {
  name: 'simplify-predicates',
  apply: (plan) =>
    rewriteBottomUp(plan, (node) => simplifyFilter(mapPlanExpressions(node, simplifyPredicate))),
};

/** `predicate` in its shorter form; the same value for every row. */
export function simplifyPredicate(predicate: BoundExpression): BoundExpression {
  return mapExpression(predicate, simplifyNode);
}

/** Whether a row can pass the filter: no conjunct is a constant FALSE or NULL. */
export function canBeTrue(predicate: BoundExpression): boolean {
  return conjunctsOf(predicate).every((part) => part.kind !== 'constant' || part.value === true);
}

function simplifyFilter(plan: Plan): Plan {
  if (plan.kind !== 'filter') return plan;
  if (isConstant(plan.predicate, true)) return plan.input;
  return canBeTrue(plan.predicate) ? plan : { kind: 'values', schema: plan.schema, rows: [] };
}

function simplifyNode(expression: BoundExpression): BoundExpression {
  switch (expression.kind) {
    case 'and':
      return simplifyLogic(expression, true);
    case 'or':
      return simplifyLogic(expression, false);
    case 'not':
      return expression.operand.kind === 'not' ? expression.operand.operand : expression;
    case 'in-list':
      return isEquality(expression) ? equality(expression) : expression;
    default:
      return expression;
  }
}

/** `neutral` operands change nothing, one of the opposite decides; the rest is kept once each. */
function simplifyLogic(expression: BoundLogic, neutral: boolean): BoundExpression {
  const { kind, operands, type } = expression;
  if (operands.some((operand) => isConstant(operand, !neutral))) return constant(type, !neutral);
  const flat = operands.flatMap((operand) =>
    operand.kind === kind ? operand.operands : [operand],
  );
  const kept = flat.filter(
    (operand, index) => !isConstant(operand, neutral) && !isRepeated(flat, index),
  );
  if (kept.length === 0) return constant(type, neutral);
  return kept.length === operands.length ? expression : logic(kind, kept);
}

/** Long lists come from programs, which do not repeat themselves, and comparing all is quadratic. */
const MAX_COMPARED = 20;

function isRepeated(operands: readonly BoundExpression[], index: number): boolean {
  if (operands.length > MAX_COMPARED) return false;
  return operands.slice(0, index).some((before) => sameExpression(before, operands[index]));
}

/** `=` evaluates its right side always, IN only for an operand: so it must not be able to fail. */
function isEquality({ list }: BoundInList): boolean {
  return list.length === 1 && list[0].kind !== 'call' && operandsOf(list[0]).length === 0;
}

function equality({ operand, list }: BoundInList): BoundExpression {
  const overload = exactFunction('=', [operand.type, operand.type]);
  return call(overload, [operand, list[0]], undefined);
}

function isConstant(expression: BoundExpression, value: boolean): boolean {
  return (
    expression.kind === 'constant' &&
    sqlTypes.boolean.kind === expression.type.kind &&
    expression.value === value
  );
}

import { SqlError } from '../error.ts';
import { compileRow } from '../execute/compile-row.ts';
import { constant } from '../plan/build-expression.ts';
import type { BoundCase, BoundCoalesce, BoundExpression, BoundLet } from '../plan/expression.ts';
import { hasVolatile, isRowFree, mapExpression, operandsOf } from '../plan/walk.ts';
import { constantContext } from './constant-context.ts';
import { expressionRule } from './rule.ts';

/**
 * Evaluate what is the same in every run: immutable calls of constants. Parameters, stable and
 * volatile calls stay. What raises an error when it is evaluated is left as it is, because it may
 * never be reached.
 */
export const foldConstants = expressionRule('fold-constants', foldExpression);

/** `expression` with its constant parts evaluated. */
export function foldExpression(expression: BoundExpression): BoundExpression {
  return mapExpression(expression, foldNode);
}

function foldNode(expression: BoundExpression): BoundExpression {
  switch (expression.kind) {
    case 'constant':
    case 'parameter':
    case 'column':
    case 'outer':
    case 'local':
    case 'subquery':
      return expression;
    case 'let':
      return foldLet(expression);
    case 'case':
      return foldCase(expression);
    case 'coalesce':
      return foldCoalesce(expression);
    case 'call':
      if (expression.function.volatility !== 'immutable') return expression;
      return isNullCall(expression) ? constant(expression.type, null) : evaluate(expression);
    default:
      return evaluate(expression);
  }
}

/**
 * A strict call with a NULL constant is NULL whatever the rest is, if that has no effect: what reads
 * no row, and was not folded, may raise an error for all of them.
 */
function isNullCall(expression: Extract<BoundExpression, { kind: 'call' }>): boolean {
  return (
    expression.function.strict &&
    expression.arguments.some(isNullConstant) &&
    !expression.arguments.some((argument) => hasVolatile(argument) || isUnfolded(argument))
  );
}

function isUnfolded(expression: BoundExpression): boolean {
  return operandsOf(expression).length > 0 && isRowFree(expression);
}

function evaluate(expression: BoundExpression): BoundExpression {
  if (operandsOf(expression).some(({ kind }) => kind !== 'constant')) return expression;
  try {
    return constant(expression.type, compileRow(expression)([], constantContext));
  } catch (error) {
    if (error instanceof SqlError) return expression;
    throw error;
  }
}

/** Branches that are never taken go; one that always is ends the CASE. */
function foldCase(expression: BoundCase): BoundExpression {
  const branches = expression.branches.filter(({ when }) => !isNeverTrue(when));
  const certain = branches.findIndex(({ when }) => when.kind === 'constant');
  if (certain < 0) {
    if (branches.length === 0) return expression.otherwise;
    return branches.length === expression.branches.length
      ? expression
      : { ...expression, branches };
  }
  const otherwise = branches[certain].then;
  if (certain === 0) return otherwise;
  return { ...expression, branches: branches.slice(0, certain), otherwise };
}

/** A value that has turned out not to be volatile may as well be repeated. */
function foldLet(expression: BoundLet): BoundExpression {
  const { index, value, body } = expression;
  if (hasVolatile(value)) return expression;
  const isValue = (part: BoundExpression): boolean => part.kind === 'local' && part.index === index;
  return foldExpression(mapExpression(body, (part) => (isValue(part) ? value : part)));
}

/** NULLs go, and what is behind the first constant. */
function foldCoalesce(expression: BoundCoalesce): BoundExpression {
  const operands = expression.operands.filter((operand) => !isNullConstant(operand));
  const certain = operands.findIndex(({ kind }) => kind === 'constant');
  const kept = certain < 0 ? operands : operands.slice(0, certain + 1);
  if (kept.length === 0) return constant(expression.type, null);
  if (kept.length === 1) return kept[0];
  return kept.length === expression.operands.length
    ? expression
    : { ...expression, operands: kept };
}

function isNeverTrue(when: BoundExpression): boolean {
  return when.kind === 'constant' && when.value !== true;
}

function isNullConstant(expression: BoundExpression): boolean {
  return expression.kind === 'constant' && expression.value === null;
}

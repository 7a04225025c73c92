import assert from 'node:assert/strict';
import { columnFromValues } from '../../columnar/batch-rows.ts';
import { columnVector, constantVector } from '../../columnar/vector.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { decidingColumn, evaluateByCode, selectByCode } from './by-code.ts';
import { compileCall } from './call.ts';
import { compileCase, compileCoalesce } from './case.ts';
import { compileCast } from './cast.ts';
import type { Compiler, Evaluator, Selector } from './evaluator.ts';
import { compileInList } from './in-list.ts';
import { compileLet, compileLocal } from './let.ts';
import { compileIsNull, compileLogic, compileNot } from './logic.ts';
import { oncePerExecution } from './once.ts';
import { compileAnd, compileComparison, selectTrue } from './select.ts';
import { compileOuter, compileSubquery } from './subquery.ts';
import { isSteady } from './traits.ts';

/** The two ways to compile an expression; nodes compile their operands through it. */
export const compiler: Compiler = { vector, selector };

function vector(expression: BoundExpression): Evaluator {
  if (expression.kind === 'constant') {
    const constant = constantVector(columnFromValues(expression.type, [expression.value]));
    return () => constant;
  }
  const evaluate = compileNode(expression);
  if (isSteady(expression)) return oncePerExecution(evaluate);
  const column = decidingColumn(expression);
  return column === undefined ? evaluate : evaluateByCode(column, evaluate);
}

function compileNode(expression: Exclude<BoundExpression, { kind: 'constant' }>): Evaluator {
  switch (expression.kind) {
    case 'parameter':
      return (_batch, _slots, { parameters }) =>
        columnVector(columnFromValues(expression.type, [parameters[expression.index]]));
    case 'column':
      return ({ columns }) => columnVector(columns[expression.index]);
    case 'call':
      return compileCall(expression, compiler);
    case 'cast':
      return compileCast(expression, compiler);
    case 'and':
    case 'or':
      return compileLogic(expression, compiler);
    case 'not':
      return compileNot(expression, compiler);
    case 'is-null':
      return compileIsNull(expression, compiler);
    case 'in-list':
      return compileInList(expression, compiler);
    case 'case':
      return compileCase(expression, compiler);
    case 'coalesce':
      return compileCoalesce(expression, compiler);
    case 'let':
      return compileLet(expression, compiler);
    case 'local':
      return compileLocal(expression);
    case 'outer':
      return compileOuter(expression);
    case 'subquery':
      return compileSubquery(expression, compiler);
    default:
      return assert.fail(`unknown expression ${String(expression satisfies never)}`);
  }
}

function selector(expression: BoundExpression): Selector {
  const select = compileSelector(expression);
  const column = isSteady(expression) ? undefined : decidingColumn(expression);
  return column === undefined ? select : selectByCode(column, select);
}

function compileSelector(expression: BoundExpression): Selector {
  const special =
    expression.kind === 'and'
      ? compileAnd(expression, compiler)
      : expression.kind === 'call'
        ? compileComparison(expression, compiler)
        : undefined;
  if (special !== undefined) return special;
  const evaluate = vector(expression);
  return (batch, slots, context, out) => selectTrue(evaluate(batch, slots, context), slots, out);
}

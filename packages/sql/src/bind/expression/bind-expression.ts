import assert from 'node:assert/strict';
import type { ColumnReference, Expression, Star } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Binder } from '../binder.ts';
import { columnsOf, resolveColumn, type Scope } from '../scope.ts';
import { bindArray, bindSubscript } from './bind-array.ts';
import { bindCall } from './bind-call.ts';
import { bindCase, bindCast } from './bind-case.ts';
import { bindCollate } from './bind-collate.ts';
import { bindLiteral, bindParameter } from './bind-literal.ts';
import {
  bindBetween,
  bindBinary,
  bindInList,
  bindIsNull,
  bindIsTruth,
  bindLike,
  bindUnary,
} from './bind-operator.ts';
import { bindArrayQuery, bindQuantified } from './bind-quantified.ts';
import { bindQuantifiedArray } from './bind-quantified-array.ts';
import { misplacedRow } from './bind-row.ts';
import { findBoundRow } from './bind-row-reference.ts';
import { bindExists, bindInQuery, bindSubquery } from './bind-subquery.ts';
import { bindWindowCall } from './bind-window-call.ts';
import { findBoundColumn } from './enclosing.ts';
import {
  AGGREGATE_CLAUSE,
  type AggregateCollector,
  type ExpressionContext,
} from './expression-context.ts';
import type { SetCollector } from './set-collector.ts';
import { WINDOW_CLAUSE, type WindowCollector } from './window-collector.ts';

export interface ContextOptions {
  readonly scope: Scope;
  readonly clause: string;
  readonly aggregates?: AggregateCollector | undefined;
  readonly windows?: WindowCollector | undefined;
  readonly sets?: SetCollector | undefined;
  readonly pinsLiterals?: boolean;
}

/**
 * A context in which expressions are bound. Its `bind` may leave the type of literals and `$n`
 * open (`unknown`): whoever asked for the expression decides it by coercing or settling it.
 */
export function createContext(binder: Binder, options: ContextOptions): ExpressionContext {
  const { scope, clause, aggregates, windows, sets, pinsLiterals = false } = options;
  const context: ExpressionContext = {
    binder,
    scope,
    aggregates,
    windows,
    sets,
    clause,
    pinsLiterals,
    bind: (expression) => bindExpression(context, expression),
    bindInAggregate: (expression) => bindExpression(inAggregate, expression),
    bindInWindow: (expression) => bindExpression(inWindow, expression),
    bindIn: (other, expression) =>
      createContext(binder, { scope, clause: other, pinsLiterals }).bind(expression),
  };
  const inAggregate: ExpressionContext = {
    ...context,
    aggregates: undefined,
    windows: undefined,
    sets: undefined,
    clause: AGGREGATE_CLAUSE,
    bind: (expression) => bindExpression(inAggregate, expression),
  };
  const inWindow: ExpressionContext = {
    ...context,
    windows: undefined,
    sets: undefined,
    clause: WINDOW_CLAUSE,
    bind: (expression) => bindExpression(inWindow, expression),
  };
  return context;
}

function bindExpression(context: ExpressionContext, node: Expression): BoundExpression {
  switch (node.kind) {
    case 'literal':
      return bindLiteral(context, node);
    case 'parameter':
      return bindParameter(context, node);
    case 'column':
      return bindColumn(context, node);
    case 'unary':
      return bindUnary(context, node);
    case 'binary':
      return bindBinary(context, node);
    case 'is-null':
      return bindIsNull(context, node);
    case 'is-truth':
      return bindIsTruth(context, node);
    case 'like':
      return bindLike(context, node);
    case 'between':
      return bindBetween(context, node);
    case 'in-list':
      return bindInList(context, node);
    case 'row':
      throw misplacedRow(node.at);
    case 'subquery':
      return bindSubquery(context, node);
    case 'exists':
      return bindExists(context, node);
    case 'in-query':
      return bindInQuery(context, node);
    case 'quantified':
      return bindQuantified(context, node);
    case 'quantified-array':
      return bindQuantifiedArray(context, node);
    case 'case':
      return bindCase(context, node);
    case 'cast':
      return bindCast(context, node);
    case 'call':
      return bindCall(context, node);
    case 'array':
      return bindArray(context, node);
    case 'array-query':
      return bindArrayQuery(context, node);
    case 'subscript':
    case 'slice':
      return bindSubscript(context, node);
    case 'collate':
      return bindCollate(context, node);
    case 'named-argument':
      throw misplaced('=>', node.at);
    case 'window-call':
      return bindWindowCall(context, node);
    case 'star':
      return bindStar(context, node);
    case 'default':
      throw misplaced('DEFAULT', node.at);
    default:
      return assert.fail(String(node satisfies never));
  }
}

/** A column of this query, or else of one around it; or else the row of a table of that name. */
function bindColumn(context: ExpressionContext, node: ColumnReference): BoundExpression {
  const bound = findBoundColumn(context, node) ?? findBoundRow(context, node.path, node.at);
  if (bound !== undefined) return bound;
  resolveColumn(context.scope, node);
  return assert.fail('a column that was not found is not there');
}

/** `t.*` as an argument is the row of `t`. */
function bindStar(context: ExpressionContext, { table, at }: Star): BoundExpression {
  if (table.length === 0) throw misplaced('*', at);
  const row = findBoundRow(context, table, at);
  if (row !== undefined) return row;
  columnsOf(context.scope, table);
  return assert.fail('a table that was not found is not there');
}

function misplaced(what: string, position: number): SqlError {
  return new SqlError('SQL_SYNTAX', `${what} is not allowed in this context`, { position });
}

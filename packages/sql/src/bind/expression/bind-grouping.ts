import type { Call } from '../../ast/ast.ts';
import { SqlError } from '../../error.ts';
import { call } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { someExpression } from '../../plan/walk.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import type { ScalarFunction } from '../functions/functions.ts';
import { placed, settle } from './coerce-expression.ts';
import { AGGREGATE_CLAUSE, type ExpressionContext } from './expression-context.ts';

/** The result is a mask of bits in an INT. */
const MAX_ARGUMENTS = 31;

/** What stands for a GROUPING call until it is known what the query groups by. */
const grouping: ScalarFunction = {
  name: 'grouping',
  parameters: [],
  returns: sqlTypes.int,
  volatility: 'immutable',
  strict: false,
  row: () => null,
};

/**
 * GROUPING(a, b): which of the arguments, all of them grouped by, a row's grouping set leaves out,
 * a bit each, that of the last one lowest. SQL_GROUPING where aggregates are not allowed either.
 */
export function bindGrouping(context: ExpressionContext, node: Call): BoundExpression {
  const { binder, aggregates, clause } = context;
  const position = node.at;
  if (aggregates === undefined) {
    const message =
      clause === AGGREGATE_CLAUSE
        ? 'aggregate function calls cannot contain GROUPING'
        : `grouping operations are not allowed in ${clause}`;
    throw new SqlError('SQL_GROUPING', message, { position });
  }
  if (node.distinct || node.filter !== undefined || node.orderBy.length > 0) {
    throw new SqlError('SQL_SYNTAX', 'GROUPING takes expressions and nothing else', { position });
  }
  if (node.arguments.length === 0 || node.arguments.length > MAX_ARGUMENTS) {
    const message = `GROUPING must have 1 to ${MAX_ARGUMENTS} arguments`;
    throw new SqlError('SQL_SYNTAX', message, { position });
  }
  const operands = node.arguments.map((argument) => settle(binder, context.bind(argument)));
  const bound = placed(binder, call(grouping, operands, position), position);
  aggregates.groupings.push(bound);
  return bound;
}

/** Whether it is a GROUPING call as `bindGrouping` gives it. */
export function isGroupingCall(
  expression: BoundExpression,
): expression is Extract<BoundExpression, { kind: 'call' }> {
  return expression.kind === 'call' && expression.function === grouping;
}

/** Whether there is a GROUPING call in it. */
export function hasGroupingCall(expression: BoundExpression): boolean {
  return someExpression(expression, isGroupingCall);
}

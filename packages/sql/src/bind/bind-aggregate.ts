import type { Call } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { AggregateCall } from '../plan/plan.ts';
import { printAggregate } from '../plan/print-expression.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { unknownFunction } from './call-overload.ts';
import { coerceTo, placed, requireType, settle } from './coerce-expression.ts';
import type { AggregateCollector, ExpressionContext } from './expression-context.ts';
import { aggregateOverloads } from './function-table.ts';
import type { AggregateFunction } from './functions.ts';
import { resolveOverload } from './resolve-overload.ts';
import { requireComparable } from './unify-types.ts';

/**
 * An aggregate call, as the column that its result will be (`AggregateCollector`). Equal calls share
 * one. SQL_GROUPING where aggregates are not allowed.
 */
export function bindAggregate(context: ExpressionContext, node: Call): BoundExpression {
  const { binder, aggregates, clause } = context;
  if (aggregates === undefined) {
    const message =
      clause === AGGREGATE_CLAUSE
        ? 'aggregate function calls cannot be nested'
        : `aggregate functions are not allowed in ${clause}`;
    throw new SqlError('SQL_GROUPING', message, { position: node.at });
  }
  const bound = bindAggregateCall(context, node);
  const index = aggregates.base + findOrAdd(aggregates, bound);
  const column: BoundExpression = {
    kind: 'column',
    type: bound.function.returns,
    index,
    name: printAggregate(bound),
  };
  return placed(binder, column, node.at);
}

/** The clause of expressions inside an aggregate call. */
export const AGGREGATE_CLAUSE = 'aggregate';

function bindAggregateCall(context: ExpressionContext, node: Call): AggregateCall {
  const { binder } = context;
  const filter =
    node.filter &&
    requireType(
      binder,
      context.bindInAggregate(node.filter),
      sqlTypes.boolean,
      'implicit',
      'argument of FILTER',
    );
  const name = node.name.text;
  if (node.arguments[0]?.kind === 'star') {
    return { function: countRows(node), argument: undefined, distinct: false, filter };
  }
  const operands = node.arguments.map(context.bindInAggregate);
  const overload = operands.length === 1 ? pickOverload(name, operands[0]) : undefined;
  if (overload === undefined) {
    const types = operands.map(({ type }) => type);
    throw unknownFunction(name, types, node.at, 'none', true);
  }
  const argument = coerceTo(
    binder,
    settleAny(context, overload, operands[0]),
    overload.parameters[0],
  );
  if (node.distinct) requireComparable(binder, 'DISTINCT', argument.type, argument);
  return { function: overload, argument, distinct: node.distinct, filter };
}

function countRows(node: Call): AggregateFunction {
  const [overload] = aggregateOverloads('count');
  if (node.name.text === 'count' && !node.distinct) return overload;
  throw new SqlError(
    'SQL_SYNTAX',
    `${node.name.text}(${node.distinct ? 'DISTINCT ' : ''}*) is not allowed`,
    {
      position: node.at,
      hint: 'Only COUNT(*) takes *.',
    },
  );
}

function pickOverload(name: string, operand: BoundExpression): AggregateFunction | undefined {
  const overload = resolveOverload(aggregateOverloads(name), [operand.type], false);
  return overload === 'none' || overload === 'ambiguous' ? undefined : overload;
}

function settleAny(
  { binder }: ExpressionContext,
  { parameters }: AggregateFunction,
  operand: BoundExpression,
): BoundExpression {
  return parameters[0].kind === 'text' ? settle(binder, operand) : operand;
}

function findOrAdd(aggregates: AggregateCollector, wanted: AggregateCall): number {
  const found = aggregates.calls.findIndex((call) => sameAggregate(call, wanted));
  return found >= 0 ? found : aggregates.calls.push(wanted) - 1;
}

function sameAggregate(left: AggregateCall, right: AggregateCall): boolean {
  return (
    left.function === right.function &&
    left.distinct === right.distinct &&
    sameOptional(left.argument, right.argument) &&
    sameOptional(left.filter, right.filter)
  );
}

function sameOptional(
  left: BoundExpression | undefined,
  right: BoundExpression | undefined,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  return sameExpression(left, right);
}

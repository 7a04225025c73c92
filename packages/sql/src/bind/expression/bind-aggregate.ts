import type { Call } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { hasOuter } from '../../plan/outer.ts';
import type { AggregateCall, SortKey } from '../../plan/plan.ts';
import { printAggregate } from '../../plan/print-aggregate.ts';
import { sameExpression } from '../../plan/same-expression.ts';
import { isRowFree, referencedColumns } from '../../plan/walk.ts';
import { mapAggregate } from '../../plan/walk-calls.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { aggregateOverloads, aggregatesFor } from '../functions/function-table.ts';
import type { AggregateFunction } from '../functions/functions.ts';
import { resolveOverload } from '../functions/resolve-overload.ts';
import { bindOrderedSet } from './bind-ordered-set.ts';
import { unknownFunction } from './call-overload.ts';
import { coerceTo, placed, requireType, settle } from './coerce-expression.ts';
import {
  AGGREGATE_CLAUSE,
  type AggregateCollector,
  type ExpressionContext,
} from './expression-context.ts';
import { isEveryRow } from './plain-call.ts';
import { requireComparable } from './unify-types.ts';

/**
 * An aggregate call, as the column that its result will be (`AggregateCollector`). Equal calls share
 * one. SQL_GROUPING where aggregates are not allowed.
 */
export function bindAggregate(context: ExpressionContext, node: Call): BoundExpression {
  return placeAggregate(context, bindAggregateCall(context, node), node.at);
}

/**
 * The call as a column of the query that it belongs to: if its arguments name columns, but none of
 * this query, the nearest one around of which they do. There it is one value for the whole group.
 */
export function placeAggregate(
  context: ExpressionContext,
  bound: AggregateCall,
  position: number,
): BoundExpression {
  const { binder, aggregates, clause } = context;
  if (binder.enclosing !== undefined && isOfEnclosing(bound)) {
    return placed(binder, binder.enclosing.aggregate(bound, position), position);
  }
  if (aggregates === undefined) {
    if (clause === AGGREGATE_CLAUSE) throw nestedAggregate(position);
    const message = `aggregate functions are not allowed in ${clause}`;
    throw new SqlError('SQL_GROUPING', message, { position });
  }
  if (isNested(bound, aggregates)) throw nestedAggregate(position);
  const index = aggregates.base + findOrAdd(aggregates, bound);
  const column: BoundExpression = {
    kind: 'column',
    type: bound.function.returns,
    index,
    name: printAggregate(bound),
  };
  return placed(binder, column, position);
}

function isOfEnclosing(call: AggregateCall): boolean {
  const parts = expressionsOf(call);
  return parts.some(hasOuter) && parts.every(isRowFree);
}

/** A subquery among the arguments may have brought an aggregate of this very query. */
function isNested(call: AggregateCall, { base }: AggregateCollector): boolean {
  return [...referencedColumns(expressionsOf(call))].some((index) => index >= base);
}

function nestedAggregate(position: number): SqlError {
  return new SqlError('SQL_GROUPING', 'aggregate function calls cannot be nested', { position });
}

function expressionsOf(call: AggregateCall): readonly BoundExpression[] {
  const found: BoundExpression[] = [];
  mapAggregate(call, (expression) => {
    found.push(expression);
    return expression;
  });
  return found;
}

/** The call itself; what is inside is bound by `context.bindInAggregate`. */
export function bindAggregateCall(context: ExpressionContext, node: Call): AggregateCall {
  const filter = bindFilter(context, node);
  if (node.withinGroup) return { ...bindOrderedSet(context, node), filter };
  if (isEveryRow(node.arguments[0])) {
    const overload = countRows(node);
    return { function: overload, arguments: [], distinct: false, orderBy: [], filter };
  }
  const overload = resolveAggregate(context, node);
  const { distinct } = node;
  const values = overload.values;
  const orderBy = bindAggregateOrder(context, node);
  if (distinct) checkDistinct(context, values, orderBy);
  const keys = distinct && overload.function.ordered ? byEveryValue(values, orderBy) : orderBy;
  return { function: overload.function, arguments: values, distinct, orderBy: keys, filter };
}

function bindFilter(context: ExpressionContext, { filter }: Call): BoundExpression | undefined {
  if (filter === undefined) return undefined;
  const bound = context.bindInAggregate(filter);
  return requireType(context.binder, bound, sqlTypes.boolean, 'implicit', 'argument of FILTER');
}

/** The sort keys of an aggregate's ORDER BY. A number is a constant here, not a position. */
function bindAggregateOrder(
  { binder, bindInAggregate }: ExpressionContext,
  { orderBy }: Call,
): readonly SortKey[] {
  return orderBy.map(({ expression: node, descending, nulls }) => {
    const expression = settle(binder, bindInAggregate(node));
    requireComparable(binder, 'ORDER BY', expression.type, expression);
    const nullsFirst = nulls === undefined ? descending : nulls === 'first';
    return { expression, descending, nullsFirst };
  });
}

interface ResolvedAggregate {
  readonly function: AggregateFunction;
  readonly values: readonly BoundExpression[];
}

function resolveAggregate(context: ExpressionContext, node: Call): ResolvedAggregate {
  const { binder } = context;
  const name = node.name.text;
  const operands = node.arguments.map(context.bindInAggregate);
  const types = operands.map(({ type }) => type);
  const overload =
    operands.length === 0 ? 'none' : resolveOverload(aggregatesFor(name, types), types, false);
  if (overload === 'none' || overload === 'ambiguous') {
    throw unknownFunction(name, types, node.at, overload, true);
  }
  const values = overload.parameters.map((type, index) => {
    const operand = operands[index];
    const settled = type.kind === 'text' ? settle(binder, operand) : operand;
    return coerceTo(binder, settled, type);
  });
  return { function: overload, values };
}

/** Which of the equal rows is taken must not matter, so they are sorted by what makes them equal. */
function checkDistinct(
  { binder }: ExpressionContext,
  values: readonly BoundExpression[],
  orderBy: readonly SortKey[],
): void {
  for (const value of values) requireComparable(binder, 'DISTINCT', value.type, value);
  const stray = orderBy.find(({ expression }) => !isOneOf(values, expression));
  if (stray === undefined) return;
  throw new SqlError(
    'SQL_GROUPING',
    'in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list',
    {
      sqlState: conditions.invalidColumnReference,
      position: binder.positions.get(stray.expression),
    },
  );
}

/** As in PostgreSQL, whose DISTINCT sorts: a result that shows the order is in order. */
function byEveryValue(
  values: readonly BoundExpression[],
  orderBy: readonly SortKey[],
): readonly SortKey[] {
  const sorted = orderBy.map(({ expression }) => expression);
  const rest = values.filter((value) => !isOneOf(sorted, value));
  return [
    ...orderBy,
    ...rest.map((expression) => ({ expression, descending: false, nullsFirst: false })),
  ];
}

function isOneOf(expressions: readonly BoundExpression[], wanted: BoundExpression): boolean {
  return expressions.some((expression) => sameExpression(expression, wanted));
}

function countRows(node: Call): AggregateFunction {
  const [overload] = aggregateOverloads('count');
  if (node.name.text === 'count' && !node.distinct) return overload;
  throw new SqlError(
    'SQL_SYNTAX',
    `${node.name.text}(${node.distinct ? 'DISTINCT ' : ''}*) is not allowed`,
    {
      sqlState: node.distinct ? undefined : conditions.undefinedFunction,
      position: node.at,
      hint: 'Only COUNT(*) takes *.',
    },
  );
}

function findOrAdd(aggregates: AggregateCollector, wanted: AggregateCall): number {
  const found = aggregates.calls.findIndex((call) => sameAggregate(call, wanted));
  return found >= 0 ? found : aggregates.calls.push(wanted) - 1;
}

function sameAggregate(left: AggregateCall, right: AggregateCall): boolean {
  return (
    left.function === right.function &&
    left.distinct === right.distinct &&
    sameList(left.arguments, right.arguments, sameExpression) &&
    sameList(left.orderBy, right.orderBy, sameKey) &&
    sameOptional(left.filter, right.filter)
  );
}

function sameKey(left: SortKey, right: SortKey): boolean {
  return (
    left.descending === right.descending &&
    left.nullsFirst === right.nullsFirst &&
    sameExpression(left.expression, right.expression)
  );
}

function sameList<T>(
  left: readonly T[],
  right: readonly T[],
  same: (left: T, right: T) => boolean,
): boolean {
  return left.length === right.length && left.every((item, index) => same(item, right[index]));
}

function sameOptional(
  left: BoundExpression | undefined,
  right: BoundExpression | undefined,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  return sameExpression(left, right);
}

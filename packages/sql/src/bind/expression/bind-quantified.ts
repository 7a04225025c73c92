import assert from 'node:assert/strict';
import type { ArrayQuery, ComparisonOperator, PatternOperator, Quantified } from '../../ast/ast.ts';
import { isPatternOperator } from '../../ast/operator-level.ts';
import { SqlError } from '../../error.ts';
import { call, caseBranch, constant, not } from '../../plan/build-expression.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { AggregateCall, Plan } from '../../plan/plan.ts';
import { printAggregate } from '../../plan/print-aggregate.ts';
import { sqlTypes } from '../../types/sql-type.ts';
import { aggregateOverloads, aggregatesFor, exactFunction } from '../functions/function-table.ts';
import { bindPattern } from './bind-pattern.ts';
import { compareRows, rowItems } from './bind-row.ts';
import { bindInQuery, checkWidth, columnOf, projected, subquery } from './bind-subquery.ts';
import { bindNested } from './enclosing.ts';
import type { ExpressionContext } from './expression-context.ts';

/**
 * `a op ANY (SELECT …)` and `a op ALL (SELECT …)`, three-valued; `a` may be a row. `= ANY` is IN and
 * `<> ALL` is NOT IN. Any other one is an aggregate of the comparisons, or matches, with all rows.
 */
export function bindQuantified(context: ExpressionContext, node: Quantified): BoundExpression {
  const { operator, quantifier, operand, query, at } = node;
  if (operator === (quantifier === 'any' ? '=' : '<>')) {
    const negated = quantifier === 'all';
    return bindInQuery(context, { kind: 'in-query', operand, query, negated, at });
  }
  const written = rowItems(operand).map(context.bind);
  const { rows, bindings } = bindNested(context, query);
  checkWidth(rows.plan, written.length, at);
  const left = written.map(bindings.capture);
  const right = written.map((_, index) => columnOf(rows.plan, index));
  const test = isPatternOperator(operator)
    ? matchRows(context, operator, left, right, at)
    : compareRows(context, operator, left, right, at);
  const plan = quantified(rows.plan, test, quantifier);
  return subquery(context, { form: 'scalar', operands: [], ...bindings.close(plan) }, at);
}

function matchRows(
  context: ExpressionContext,
  operator: PatternOperator,
  [value, ...others]: readonly BoundExpression[],
  [pattern]: readonly BoundExpression[],
  at: number,
): BoundExpression {
  if (others.length === 0) return bindPattern(context, operator, value, pattern, at);
  const message = `a row value cannot be matched by ${operator.toUpperCase()}`;
  throw new SqlError('SQL_TYPE_MISMATCH', message, {
    position: at,
    hint: 'Match its values one by one.',
  });
}

/** `(a, b) op (SELECT c, d …)`: NULL without a row, SQL_CARDINALITY for several. */
export function bindRowSubquery(
  context: ExpressionContext,
  node: Pick<Quantified, 'operand' | 'query' | 'at'> & { readonly operator: ComparisonOperator },
): BoundExpression {
  const written = rowItems(node.operand).map(context.bind);
  const { rows, bindings } = bindNested(context, node.query);
  checkWidth(rows.plan, written.length, node.at);
  const left = written.map(bindings.capture);
  const right = written.map((_, index) => columnOf(rows.plan, index));
  const test = compareRows(context, node.operator, left, right, node.at);
  const plan = projected(rows.plan, [test]);
  return subquery(context, { form: 'scalar', operands: [], ...bindings.close(plan) }, node.at);
}

/** One row: whether any or all of the tests of the input's rows are true, three-valued. */
function quantified(
  input: Plan,
  test: BoundExpression,
  quantifier: Quantified['quantifier'],
): Plan {
  const { boolean, bigint } = sqlTypes;
  const isAny = quantifier === 'any';
  const calls: readonly AggregateCall[] = [
    aggregateOf(isAny ? 'bool_or' : 'bool_and', [test], undefined),
    aggregateOf('count', [], { kind: 'is-null', type: boolean, operand: test, negated: false }),
  ];
  const aggregates = aggregated(input, calls);
  const decided = columnOf(aggregates, 0);
  const unknown = call(
    exactFunction('>', [bigint, bigint]),
    [columnOf(aggregates, 1), constant(bigint, 0n)],
    undefined,
  );
  return projected(aggregates, [
    {
      kind: 'case',
      type: boolean,
      branches: [
        caseBranch(isAny ? decided : not(decided), constant(boolean, isAny)),
        caseBranch(unknown, constant(boolean, null)),
      ],
      otherwise: constant(boolean, !isAny),
    },
  ]);
}

/** `ARRAY(SELECT …)`: the values in the order of the rows; an empty array without any. */
export function bindArrayQuery(context: ExpressionContext, node: ArrayQuery): BoundExpression {
  const { rows, bindings } = bindNested(context, node.query);
  if (rows.plan.schema.length !== 1) {
    const message = 'subquery must return only one column';
    throw new SqlError('SQL_SYNTAX', message, { position: node.at });
  }
  const value = columnOf(rows.plan, 0);
  const [overload] = aggregatesFor('array_agg', [value.type]);
  const collected = aggregated(rows.plan, [
    { function: overload, arguments: [value], distinct: false, orderBy: [], filter: undefined },
  ]);
  const type = overload.returns;
  const operands = [columnOf(collected, 0), constant(type, [])];
  const plan = projected(collected, [{ kind: 'coalesce', type, operands }]);
  return subquery(context, { form: 'scalar', operands: [], ...bindings.close(plan) }, node.at);
}

/** One row: aggregates of all rows. */
function aggregated(input: Plan, aggregates: readonly AggregateCall[]): Plan {
  const schema = aggregates.map((aggregate) => ({
    name: printAggregate(aggregate),
    type: aggregate.function.returns,
    nullable: aggregate.function.name !== 'count',
  }));
  return { kind: 'aggregate', schema, input, groups: [], groupingSets: undefined, aggregates };
}

function aggregateOf(
  name: string,
  operands: readonly BoundExpression[],
  filter: BoundExpression | undefined,
): AggregateCall {
  const overload = aggregateOverloads(name).find(
    ({ parameters }) => parameters.length === operands.length,
  );
  assert(overload !== undefined, `there is an aggregate ${name}`);
  return { function: overload, arguments: operands, distinct: false, orderBy: [], filter };
}

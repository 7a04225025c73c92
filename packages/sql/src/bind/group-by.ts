import type { Expression, Literal, Select } from '../ast/ast.ts';
import { SqlError } from '../error.ts';
import type { BoundExpression } from '../plan/expression.ts';
import { someExpression } from '../plan/walk.ts';
import { pinLiteral } from './bind-literal.ts';
import { placed, settle } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { hasColumn } from './scope.ts';
import type { OutputItem } from './select-items.ts';
import { someSubexpression } from './subexpressions.ts';
import { requireComparable } from './unify-types.ts';

/**
 * The GROUP BY expressions over the input row. A number is the position of a select item; a name is
 * a column of the input or else an output alias.
 */
export function bindGroups(
  context: ExpressionContext,
  select: Select,
  items: readonly OutputItem[],
): readonly BoundExpression[] {
  return select.groupBy.map((node) => {
    const bound = settle(context.binder, bindGroup(context, node, items));
    refuseAggregate(context, bound, node.at);
    requireComparable(context.binder, 'GROUP BY', bound.type, bound);
    return placed(context.binder, bound, node.at);
  });
}

/**
 * Whether equality of select items with GROUP BY or ORDER BY expressions hangs on literals: then no
 * literal may be lifted.
 */
export function comparesLiterals({ groupBy, distinct, orderBy }: Select): boolean {
  const sorted = distinct ? orderBy.map(({ expression }) => expression) : [];
  return [...groupBy, ...sorted].some(
    (expression) =>
      expression.kind !== 'literal' &&
      someSubexpression([expression], ({ kind }) => kind === 'literal'),
  );
}

/**
 * The index of the select item that a position in GROUP BY or ORDER BY means. The literal becomes
 * part of the plan. SQL_SYNTAX for other constants and for positions outside of the list.
 */
export function itemPosition(
  context: ExpressionContext,
  clause: string,
  node: Literal,
  items: readonly OutputItem[],
): number {
  pinLiteral(context, node);
  const { literal, at: position } = node;
  if (literal.kind !== 'number' || !/^\d+$/.test(literal.digits)) {
    throw new SqlError('SQL_SYNTAX', `non-integer constant in ${clause}`, { position });
  }
  const index = Number(literal.digits) - 1;
  if (index >= 0 && index < items.length) return index;
  const message = `${clause} position ${literal.digits} is not in select list`;
  throw new SqlError('SQL_SYNTAX', message, { position });
}

function bindGroup(
  context: ExpressionContext,
  node: Expression,
  items: readonly OutputItem[],
): BoundExpression {
  if (node.kind === 'literal') {
    return items[itemPosition(context, 'GROUP BY', node, items)].expression;
  }
  if (node.kind === 'column' && node.path.length === 1) {
    const name = node.path[0].text;
    const aliased = items.filter((item) => item.name === name);
    if (!hasColumn(context.scope, name) && aliased.length > 0) return aliased[0].expression;
  }
  return context.bind(node);
}

/** A position or an alias may lead to an item with an aggregate in it. */
function refuseAggregate(
  { aggregates }: ExpressionContext,
  bound: BoundExpression,
  position: number,
): void {
  const isAggregate = (part: BoundExpression): boolean =>
    part.kind === 'column' && aggregates !== undefined && part.index >= aggregates.base;
  if (!someExpression(bound, isAggregate)) return;
  throw new SqlError('SQL_GROUPING', 'aggregate functions are not allowed in GROUP BY', {
    position,
  });
}

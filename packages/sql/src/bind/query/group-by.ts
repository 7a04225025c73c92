import type { Expression, Literal, Select } from '../../ast/ast.ts';
import { groupExpressions } from '../../ast/group-ast.ts';
import { printExpression } from '../../ast/print-expression.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import { writtenAlike } from '../../plan/same-expression.ts';
import { someExpression } from '../../plan/walk.ts';
import type { Binder } from '../binder.ts';
import { hasGroupingCall } from '../expression/bind-grouping.ts';
import { pinLiteral } from '../expression/bind-literal.ts';
import { placed, settle } from '../expression/coerce-expression.ts';
import { isCollected } from '../expression/collected-columns.ts';
import type { ExpressionContext } from '../expression/expression-context.ts';
import { requireComparable } from '../expression/unify-types.ts';
import { hasWindow } from '../expression/window-collector.ts';
import { scalarOverloads } from '../functions/function-table.ts';
import { checkKeyCount } from '../key-limit.ts';
import { hasColumn } from '../scope.ts';
import { expressionsOf, expressionsOfWindow, someSubexpression } from '../subexpressions.ts';
import { groupingSets, type IndexSet } from './grouping-sets.ts';
import type { OutputItem } from './select-items.ts';

/** What a SELECT groups by. */
export interface BoundGroups {
  /** The group expressions over the input row, each once. */
  readonly groups: readonly BoundExpression[];
  /** Grouping sets, as indexes of `groups`; one of all groups when none are written. */
  readonly sets: readonly IndexSet[];
}

/**
 * GROUP BY. A number is the position of a select item; a name is a column of the input or else an
 * output alias.
 */
export function bindGroups(
  context: ExpressionContext,
  select: Select,
  items: readonly OutputItem[],
): BoundGroups {
  const groups: BoundExpression[] = [];
  const sets = groupingSets(select, (node) => {
    const bound = settle(context.binder, bindGroup(context, node, items));
    refuseWindow(bound, node.at);
    refuseAggregate(context, bound, node.at);
    requireComparable(context.binder, 'GROUP BY', bound.type, bound);
    const found = groups.findIndex((group) => writtenAlike(group, bound));
    if (found >= 0) return found;
    groups.push(placed(context.binder, bound, node.at));
    checkKeyCount(groups.length, 'group', node.at);
    return groups.length - 1;
  });
  return { groups, sets };
}

/**
 * Whether equality of select items with GROUP BY or ORDER BY expressions hangs on literals: then no
 * literal may be lifted.
 */
export function comparesLiterals(select: Select): boolean {
  const { distinct, distinctOn, orderBy } = select;
  const groupBy = groupExpressions(select.groupBy);
  const order = orderBy.map(({ expression }) => expression);
  const sorted = distinct ? [...distinctOn, ...order] : order.filter(callsVolatile);
  const written = [...groupBy, ...sorted].filter(({ kind }) => kind !== 'literal');
  if (written.some(hasLiteral) || (groupBy.some(isItem) && repeatsItem(select))) return true;
  return someSubexpression(expressionsOf(select), comparesArguments);
}

/** Whether it is an aggregate whose ORDER BY must be among its distinct arguments. */
function comparesArguments(node: Expression): boolean {
  if (node.kind !== 'call' || !node.distinct) return false;
  return node.orderBy.some(({ expression }) => hasLiteral(expression));
}

/** Whether a GROUP BY expression may stand for a select item. */
function isItem({ kind }: Expression): boolean {
  return kind === 'literal' || kind === 'column';
}

/** Whether a select item with a literal is written again elsewhere. */
function repeatsItem({ items, having, windows, orderBy }: Select): boolean {
  return items.some(({ expression: item }) => {
    if (item.kind === 'literal' || !hasLiteral(item)) return false;
    const text = printExpression(item);
    const others = [
      ...items.map(({ expression }) => expression).filter((other) => other !== item),
      ...(having === undefined ? [] : [having]),
      ...windows.flatMap(({ definition }) => expressionsOfWindow(definition)),
      ...orderBy.map(({ expression }) => expression),
    ];
    const isSame = (other: Expression): boolean =>
      other.kind === item.kind && printExpression(other) === text;
    return someSubexpression(others, isSame);
  });
}

/** Whether it is another value each time, so that it matters whether a select item is meant. */
function callsVolatile(expression: Expression): boolean {
  return someSubexpression(
    [expression],
    (part) =>
      part.kind === 'call' &&
      scalarOverloads(part.name.text).some(({ volatility }) => volatility === 'volatile'),
  );
}

function hasLiteral(expression: Expression): boolean {
  return someSubexpression([expression], ({ kind }) => kind === 'literal');
}

/**
 * The index of the select item that a position in GROUP BY or ORDER BY means. The literal becomes
 * part of the plan. SQL_SYNTAX for other constants and for positions outside of the list.
 */
export function itemPosition(
  binder: Binder,
  clause: string,
  node: Literal,
  itemCount: number,
): number {
  pinLiteral({ binder }, node);
  const { literal, at: position } = node;
  if (literal.kind !== 'number' || !/^\d+$/.test(literal.digits)) {
    throw new SqlError('SQL_SYNTAX', `non-integer constant in ${clause}`, { position });
  }
  const index = Number(literal.digits) - 1;
  if (index >= 0 && index < itemCount) return index;
  const message = `${clause} position ${literal.digits} is not in select list`;
  throw new SqlError('SQL_SYNTAX', message, {
    sqlState: conditions.invalidColumnReference,
    position,
  });
}

function bindGroup(
  context: ExpressionContext,
  node: Expression,
  items: readonly OutputItem[],
): BoundExpression {
  if (node.kind === 'literal') {
    return items[itemPosition(context.binder, 'GROUP BY', node, items.length)].expression;
  }
  if (node.kind === 'column' && node.path.length === 1) {
    const name = node.path[0].text;
    const aliased = items.filter((item) => item.name === name);
    if (!hasColumn(context.scope, name) && aliased.length > 0) return onlyItem(node, name, aliased);
  }
  return context.bind(node);
}

function onlyItem(
  { at: position }: Expression,
  name: string,
  [first, ...others]: readonly OutputItem[],
): BoundExpression {
  if (others.every((other) => writtenAlike(other.expression, first.expression))) {
    return first.expression;
  }
  throw new SqlError('SQL_AMBIGUOUS_COLUMN', `GROUP BY "${name}" is ambiguous`, { position });
}

/** A position or an alias may lead to an item with a window function in it. */
function refuseWindow(bound: BoundExpression, position: number): void {
  if (!hasWindow(bound)) return;
  throw new SqlError('SQL_WINDOW', 'window functions are not allowed in GROUP BY', { position });
}

/** A position or an alias may lead to an item with an aggregate in it. */
function refuseAggregate(
  { aggregates }: ExpressionContext,
  bound: BoundExpression,
  position: number,
): void {
  const isAggregate = (part: BoundExpression): boolean =>
    part.kind === 'column' &&
    !isCollected(part) &&
    aggregates !== undefined &&
    part.index >= aggregates.base;
  const isGrouping = hasGroupingCall(bound);
  if (!isGrouping && !someExpression(bound, isAggregate)) return;
  const what = isGrouping ? 'grouping operations' : 'aggregate functions';
  throw new SqlError('SQL_GROUPING', `${what} are not allowed in GROUP BY`, { position });
}

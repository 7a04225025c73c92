import assert from 'node:assert/strict';
import type { TableInfo } from '../bind/catalog.ts';
import { type ExplainNode, treeLines } from './explain-tree.ts';
import type { BoundExpression } from './expression.ts';
import {
  type AccessPath,
  type ApplyPlan,
  type ExpandPlan,
  type JoinPlan,
  type LimitPlan,
  type LockPlan,
  type Plan,
  type PlanBound,
  planOf,
  type ScanPlan,
  type SortPlan,
} from './plan.ts';
import { printAggregateNode, printSortKeys } from './print-aggregate.ts';
import { printBound } from './print-expression.ts';
import { printWindowNode } from './print-window.ts';
import { children, nodeExpressions, operandsOf } from './walk.ts';

export { printBound } from './print-expression.ts';

/**
 * A plan as indented text, a node per line, inputs two spaces further in, no newline at the end.
 * Stable: EXPLAIN and the golden tests rely on it.
 *
 *     Limit 10
 *       Scan chat.messages (id, body) key id = $1
 */
export function explainPlan(plan: Plan): string {
  return treeLines(planTree(plan)).join('\n');
}

/** A plan as a tree of lines, one per node. */
export function planTree(plan: Plan): ExplainNode {
  const inner = [...subqueryTrees(nodeExpressions(plan)), ...children(plan).map(planTree)];
  return { line: planLine(plan), plan, inner };
}

/** The plans of the subqueries in expressions, in order, each under a line with its bindings. */
export function subqueryTrees(expressions: readonly BoundExpression[]): readonly ExplainNode[] {
  return expressions.flatMap((expression) => {
    const below = subqueryTrees(operandsOf(expression));
    if (expression.kind !== 'subquery') return below;
    const { bindings } = expression;
    const of = bindings.length === 0 ? '' : ` of ${bindings.map(printBound).join(', ')}`;
    return [...below, node(`Subquery${of}`, planTree(planOf(expression)))];
  });
}

function planLine(plan: Plan): string {
  switch (plan.kind) {
    case 'scan':
      return scanLine(plan);
    case 'values':
      return `Values ${plan.rows.map(printRow).join(', ')}`;
    case 'join':
      return joinLine(plan);
    case 'apply':
      return applyLine(plan);
    case 'union':
      return 'Union';
    case 'set':
      return `${plan.operation === 'intersect' ? 'Intersect' : 'Except'}${plan.all ? ' all' : ''}`;
    case 'with':
      return `With ${plan.definitions.map(({ name }) => name).join(', ')}`;
    case 'common':
      return `Common ${plan.name} (${plan.schema.map(({ name }) => name).join(', ')})`;
    case 'recursive':
      return `Recursive ${plan.name}${plan.all ? ' all' : ''}`;
    case 'filter':
      return `Filter ${printBound(plan.predicate)}`;
    case 'project':
      return `Project ${plan.expressions.map((expression, index) => printItem(expression, plan.schema[index].name)).join(', ')}`.trimEnd();
    case 'expand':
      return expandLine(plan);
    case 'aggregate':
      return printAggregateNode(plan);
    case 'window':
      return printWindowNode(plan);
    case 'distinct':
      return `Distinct on ${plan.keys.map(printBound).join(', ')}`;
    case 'sort':
      return sortLine(plan);
    case 'limit':
      return limitLine(plan);
    case 'lock':
      return lockLine(plan);
    default:
      return assert.fail(String(plan satisfies never));
  }
}

function scanLine(plan: ScanPlan): string {
  const names = plan.columns.map((column) => plan.table.columns[column].name);
  const parts = [`Scan ${tableName(plan.table)} (${names.join(', ')})`];
  const access = printAccess(plan.table, plan.access);
  if (access !== '') parts.push(access);
  if (plan.reverse) parts.push('reverse');
  if (plan.limit !== undefined) parts.push(`limit ${printBound(plan.limit)}`);
  if (plan.includeDeleted) parts.push('with deleted');
  return parts.join(' ');
}

/** `Apply left to a, b where c < d`: what the right side reads of each left row. */
function applyLine({ joinKind, bindings, residual }: ApplyPlan): string {
  const kind = joinKind === 'inner' ? 'Apply' : `Apply ${joinKind}`;
  const condition = residual === undefined ? '' : ` where ${printBound(residual)}`;
  return `${kind} to ${bindings.map(printBound).join(', ')}${condition}`;
}

/** `Join left on a = b where c < d`: the keys, then what is left of the condition. */
function joinLine({ joinKind, keys, residual }: JoinPlan): string {
  const kind = joinKind === 'inner' ? 'Join' : `Join ${joinKind}`;
  const conditions = keys.map(({ left, right }) => `${printBound(left)} = ${printBound(right)}`);
  const on = conditions.length === 0 ? '' : ` on ${conditions.join(' and ')}`;
  return `${kind}${on}${residual === undefined ? '' : ` where ${printBound(residual)}`}`;
}

/** `key a = 1 and b >= 2`, `index i a in (1, 2)`, `lookup key a`; empty for a full scan. */
export function printAccess(table: TableInfo, access: AccessPath): string {
  if (access.kind === 'full') return '';
  const index = access.kind === 'key-range' ? undefined : access.index;
  const nameOf = (place: number): string =>
    index === undefined
      ? table.columns[table.primaryKey[place]].name
      : printBound(index.keys[place].expression);
  const way = index === undefined ? 'key' : `index ${index.name}`;
  if (access.kind === 'lookup') {
    const names = Array.from({ length: access.keyCount }, (_, place) => nameOf(place));
    return `lookup ${way} ${names.join(', ')}`;
  }
  return `${way} ${accessConditions(access, nameOf).join(' and ')}`.trimEnd();
}

function accessConditions(
  access: Extract<AccessPath, { readonly equal: readonly BoundExpression[] }>,
  nameOf: (place: number) => string,
): readonly string[] {
  const conditions = access.equal.map((value, place) => `${nameOf(place)} = ${printBound(value)}`);
  const next = nameOf.bind(undefined, access.equal.length);
  if (access.kind === 'keys') return [...conditions, `${next()} in ${printRow(access.oneOf)}`];
  const bound = (sign: string, { value, inclusive }: PlanBound): string =>
    `${next()} ${sign}${inclusive ? '=' : ''} ${printBound(value)}`;
  if (access.lower !== undefined) conditions.push(bound('>', access.lower));
  if (access.upper !== undefined) conditions.push(bound('<', access.upper));
  return conditions;
}

/** `Expand f(a), g(b) with ordinality`. */
function expandLine({ calls, ordinality }: ExpandPlan): string {
  const printed = calls.map(
    (call) => `${call.function.name}(${call.arguments.map(printBound).join(', ')})`,
  );
  return `Expand ${printed.join(', ')}${ordinality ? ' with ordinality' : ''}`;
}

function sortLine({ keys, fetch }: SortPlan): string {
  const suffix = fetch === undefined ? '' : ` fetch ${printBound(fetch)}`;
  return `Sort ${printSortKeys(keys)}${suffix}`;
}

function limitLine({ limit, offset, ties }: LimitPlan): string {
  const parts = ['Limit'];
  if (limit !== undefined) parts.push(printBound(limit));
  if (offset !== undefined) parts.push(`offset ${printBound(offset)}`);
  if (ties !== undefined) parts.push(`with ties of ${ties.map(printBound).join(', ')}`);
  return parts.join(' ');
}

function lockLine({ tables, limit, offset }: LockPlan): string {
  const locked = tables.map(({ table, isShared, wait }) => {
    const line = `${tableName(table)} for ${isShared ? 'share' : 'update'}`;
    return wait === 'wait' ? line : `${line} ${wait}`;
  });
  const parts = ['Lock', locked.join(', ')];
  if (limit !== undefined) parts.push(`limit ${printBound(limit)}`);
  if (offset !== undefined) parts.push(`offset ${printBound(offset)}`);
  return parts.join(' ');
}

function printItem(expression: BoundExpression, name: string): string {
  const text = printBound(expression);
  return text === name ? text : `${text} as ${name}`;
}

/** `(a, b)` */
export function printRow(row: readonly BoundExpression[]): string {
  return `(${row.map(printBound).join(', ')})`;
}

/** A line that describes no node of a plan. */
export function node(line: string, ...inner: readonly ExplainNode[]): ExplainNode {
  return { line, plan: undefined, inner };
}

/** `namespace.name` */
export function tableName({ namespace, name }: TableInfo): string {
  return `${namespace}.${name}`;
}

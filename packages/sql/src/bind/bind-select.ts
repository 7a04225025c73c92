import type { Select } from '../ast/ast.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { Plan, SortKey } from '../plan/plan.ts';
import type { Schema } from '../types/schema.ts';
import { type SqlType, sqlTypes } from '../types/sql-type.ts';
import { createContext } from './bind-expression.ts';
import { bindFrom } from './bind-from.ts';
import { bindLimit } from './bind-limit.ts';
import { bindWhere } from './bind-where.ts';
import type { Binder, BoundRows, OpenRows } from './binder.ts';
import { knownType, placed, requireType, settle } from './coerce-expression.ts';
import { distinctRows } from './distinct-rows.ts';
import type { AggregateCollector, ExpressionContext } from './expression-context.ts';
import { type BoundGroups, bindGroups, comparesLiterals } from './group-by.ts';
import { groupRows } from './group-rows.ts';
import { isNullable } from './nullability.ts';
import { bindOrder, type OrderKey } from './order-by.ts';
import { sortKey } from './order-result.ts';
import { columnAt, type Scope } from './scope.ts';
import { bindItems, type OutputItem } from './select-items.ts';
import type { BoundQuery } from './statement.ts';
import { requireComparable } from './unify-types.ts';

/**
 * Bind a SELECT: Scan, Filter (WHERE), Aggregate, Filter (HAVING), Project, Aggregate (DISTINCT),
 * Sort, Project (drops what was only sorted by), Limit, from the leaf up, each if it is needed.
 */
export function openSelect(binder: Binder, select: Select): OpenRows {
  const { scope, plan: source } = bindFrom(binder, select.from);
  const pinsLiterals = comparesLiterals(select);
  const input = bindWhere(binder, { scope, pinsLiterals }, select.where, source);
  const aggregates: AggregateCollector = { base: scope.width, calls: [], groupings: [] };
  const context = createContext(binder, { scope, clause: 'SELECT', aggregates, pinsLiterals });
  const items = bindItems(context, select);
  return {
    columns: items.map(({ name, expression }) => ({
      name,
      type: knownType(binder, expression),
      position: binder.positions.get(expression),
    })),
    close: (types) => closeSelect({ context, select, input, items }, types),
  };
}

/** A SELECT whose list is bound, over the rows that pass WHERE. */
interface OpenSelect {
  readonly context: ExpressionContext;
  readonly select: Select;
  readonly input: Plan;
  readonly items: readonly OutputItem[];
}

function closeSelect(open: OpenSelect, types: readonly SqlType[] | undefined): BoundRows {
  const { context, select, input } = open;
  const { binder, scope, aggregates } = context;
  const parts = bindParts(open, types);
  const origins = parts.items.map(({ expression }) => originOf(scope, expression));
  const needsGroups =
    select.groupBy.length > 0 ||
    select.having !== undefined ||
    (aggregates !== undefined && aggregates.calls.length + aggregates.groupings.length > 0);
  const rows = needsGroups ? regroupParts(context, input, parts) : { ...parts, plan: input };
  return { plan: outputRows(binder, select, rows), origins };
}

/** The clauses behind WHERE, bound over input rows and aggregates, then perhaps regrouped. */
interface SelectParts {
  readonly items: readonly OutputItem[];
  readonly groups: BoundGroups;
  readonly having: BoundExpression | undefined;
  readonly order: readonly OrderKey[];
}

function bindParts(
  { context, select, items: open }: OpenSelect,
  types: readonly SqlType[] | undefined,
): SelectParts {
  const { binder } = context;
  const groupContext = createContext(binder, {
    scope: context.scope,
    clause: 'GROUP BY',
    pinsLiterals: context.pinsLiterals,
  });
  const groups = bindGroups({ ...groupContext, aggregates: context.aggregates }, select, open);
  const having =
    select.having &&
    requireType(
      binder,
      context.bind(select.having),
      sqlTypes.boolean,
      'implicit',
      'argument of HAVING',
    );
  const order = bindOrder(context, select, open);
  const items = open.map(({ name, expression }, index) => ({
    name,
    expression: settle(binder, expression, types?.[index]),
  }));
  return { items, groups, having, order };
}

interface SelectRows extends SelectParts {
  readonly plan: Plan;
}

function regroupParts(context: ExpressionContext, input: Plan, parts: SelectParts): SelectRows {
  const { binder, scope, aggregates = { base: 0, calls: [], groupings: [] } } = context;
  const { items, groups, having, order } = parts;
  const hidden = order.flatMap(({ by }) => (by.kind === 'hidden' ? [by.expression] : []));
  const used = [...items.map(({ expression }) => expression), ...hidden];
  const expressions = having === undefined ? used : [...used, having];
  const { plan, regroup } = groupRows(binder, { input, scope, groups, aggregates, expressions });
  const predicate = having && regroup(having);
  return {
    plan:
      predicate === undefined
        ? plan
        : { kind: 'filter', schema: plan.schema, input: plan, predicate },
    items: items.map(({ name, expression }) => ({ name, expression: regroup(expression) })),
    groups,
    having: predicate,
    order: order.map(({ item, by }) => ({
      item,
      by: by.kind === 'output' ? by : { kind: 'hidden', expression: regroup(by.expression) },
    })),
  };
}

/** Project, DISTINCT, Sort and Limit. */
function outputRows(binder: Binder, select: Select, rows: SelectRows): Plan {
  const { plan: input, items, order } = rows;
  const hidden: OutputItem[] = order.flatMap(({ by }, index) =>
    by.kind === 'hidden' ? [{ name: `sort ${index + 1}`, expression: by.expression }] : [],
  );
  const all = [...items, ...hidden];
  const projected = project(input, all);
  if (select.distinct) requireComparableItems(binder, items);
  const distinct = select.distinct ? distinctRows(projected) : projected;
  if (order.length === 0) return bindLimit(binder, select, distinct);
  const sorted = sortRows(binder, distinct, order, items.length);
  if (hidden.length === 0) return bindLimit(binder, select, sorted);
  const withoutHidden = (plan: Plan): Plan =>
    project(
      plan,
      items.map(({ name }, index) => ({ name, expression: outputColumn(plan.schema, index) })),
    );
  // Ties are about the hidden columns too.
  return select.withTies
    ? withoutHidden(bindLimit(binder, select, sorted))
    : bindLimit(binder, select, withoutHidden(sorted));
}

function project(input: Plan, items: readonly OutputItem[]): Plan {
  const schema = items.map(({ name, expression }) => ({
    name,
    type: expression.type,
    nullable: isNullable(expression, input.schema),
  }));
  return { kind: 'project', schema, input, expressions: items.map(({ expression }) => expression) };
}

function requireComparableItems(binder: Binder, items: readonly OutputItem[]): void {
  for (const { expression } of items) {
    requireComparable(binder, 'DISTINCT', expression.type, expression);
  }
}

function sortRows(
  binder: Binder,
  input: Plan,
  order: readonly OrderKey[],
  itemCount: number,
): Plan {
  let hiddenIndex = itemCount;
  const keys = order.map(({ item, by }): SortKey => {
    const index = by.kind === 'output' ? by.index : hiddenIndex++;
    const expression = placed(binder, outputColumn(input.schema, index), item.expression.at);
    return sortKey(binder, item, expression);
  });
  return { kind: 'sort', schema: input.schema, input, keys, fetch: undefined };
}

function outputColumn(schema: Schema, index: number): BoundExpression {
  const { name, type } = schema[index];
  return { kind: 'column', type, index, name };
}

/** The table column that an item is, if it is one. */
function originOf(scope: Scope, expression: BoundExpression): BoundQuery['origins'][number] {
  if (expression.kind !== 'column') return undefined;
  return columnAt(scope, expression.index)?.column.origin;
}

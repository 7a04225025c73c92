import type { Select } from '../ast/ast.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { Plan, SortKey } from '../plan/plan.ts';
import type { Schema } from '../types/schema.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { createContext } from './bind-expression.ts';
import { bindFrom } from './bind-from.ts';
import { bindLimit } from './bind-limit.ts';
import { bindWhere } from './bind-where.ts';
import type { Binder, BoundRows } from './binder.ts';
import { placed, requireType, settle } from './coerce-expression.ts';
import type { AggregateCollector, ExpressionContext } from './expression-context.ts';
import { type BoundGroups, bindGroups, comparesLiterals } from './group-by.ts';
import { groupRows } from './group-rows.ts';
import { isNullable } from './nullability.ts';
import { bindOrder, type OrderKey } from './order-by.ts';
import { columnAt, type Scope } from './scope.ts';
import { bindItems, type OutputItem } from './select-items.ts';
import type { BoundQuery } from './statement.ts';
import { requireComparable } from './unify-types.ts';

/**
 * Bind a SELECT: Scan, Filter (WHERE), Aggregate, Filter (HAVING), Project, Aggregate (DISTINCT),
 * Sort, Project (drops what was only sorted by), Limit, from the leaf up, each if it is needed.
 */
export function bindSelect(binder: Binder, select: Select): BoundRows {
  const { scope, plan: source } = bindFrom(binder, select.from);
  const pinsLiterals = comparesLiterals(select);
  const filtered = bindWhere(binder, { scope, pinsLiterals }, select.where, source);
  const aggregates: AggregateCollector = { base: scope.width, calls: [], groupings: [] };
  const context = createContext(binder, { scope, clause: 'SELECT', aggregates, pinsLiterals });
  const parts = bindParts(context, select);
  const origins = parts.items.map(({ expression }) => originOf(scope, expression));
  const needsGroups =
    select.groupBy.length > 0 ||
    select.having !== undefined ||
    aggregates.calls.length + aggregates.groupings.length > 0;
  const rows = needsGroups ? regroupParts(context, filtered, parts) : { ...parts, plan: filtered };
  return { plan: bindLimit(binder, select, outputRows(binder, select, rows)), origins };
}

/** The clauses behind WHERE, bound over input rows and aggregates, then perhaps regrouped. */
interface SelectParts {
  readonly items: readonly OutputItem[];
  readonly groups: BoundGroups;
  readonly having: BoundExpression | undefined;
  readonly order: readonly OrderKey[];
}

function bindParts(context: ExpressionContext, select: Select): SelectParts {
  const { binder } = context;
  const open = bindItems(context, select);
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
  const items = open.map(({ name, expression }) => ({
    name,
    expression: settle(binder, expression),
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

/** Project, DISTINCT and Sort. */
function outputRows(binder: Binder, select: Select, rows: SelectRows): Plan {
  const { plan: input, items, order } = rows;
  const hidden: OutputItem[] = order.flatMap(({ by }, index) =>
    by.kind === 'hidden' ? [{ name: `sort ${index + 1}`, expression: by.expression }] : [],
  );
  const all = [...items, ...hidden];
  const projected = project(input, all);
  const distinct = select.distinct ? distinctRows(binder, projected, items) : projected;
  if (order.length === 0) return distinct;
  const sorted = sortRows(binder, distinct, order, items.length);
  if (hidden.length === 0) return sorted;
  return project(
    sorted,
    items.map(({ name }, index) => ({ name, expression: outputColumn(sorted.schema, index) })),
  );
}

function project(input: Plan, items: readonly OutputItem[]): Plan {
  const schema = items.map(({ name, expression }) => ({
    name,
    type: expression.type,
    nullable: isNullable(expression, input.schema),
  }));
  return { kind: 'project', schema, input, expressions: items.map(({ expression }) => expression) };
}

function distinctRows(binder: Binder, input: Plan, items: readonly OutputItem[]): Plan {
  for (const { expression } of items) {
    requireComparable(binder, 'DISTINCT', expression.type, expression);
  }
  const groups = input.schema.map((_, index) => outputColumn(input.schema, index));
  return {
    kind: 'aggregate',
    schema: input.schema,
    input,
    groups,
    groupingSets: undefined,
    aggregates: [],
  };
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
    const { descending, nulls } = item;
    requireComparable(binder, 'ORDER BY', expression.type, expression);
    const nullsFirst = nulls === undefined ? descending : nulls === 'first';
    return { expression, descending, nullsFirst };
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

import type { Select } from '../../ast/ast.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan, SetCall } from '../../plan/plan.ts';
import { mapSetCall } from '../../plan/walk-calls.ts';
import type { Schema } from '../../types/schema.ts';
import { type SqlType, sqlTypes } from '../../types/sql-type.ts';
import type { Binder, BoundRows, OpenRows } from '../binder.ts';
import { createContext } from '../expression/bind-expression.ts';
import { bindNamedWindows } from '../expression/bind-window.ts';
import { knownType, placed, requireType, settle } from '../expression/coerce-expression.ts';
import type { AggregateCollector, ExpressionContext } from '../expression/expression-context.ts';
import { neededSets, type SetCollector } from '../expression/set-collector.ts';
import { requireComparable } from '../expression/unify-types.ts';
import {
  type CollectedCall,
  createWindows,
  expressionsOfWindowCall,
  mapWindowCall,
} from '../expression/window-collector.ts';
import { bindFrom } from '../from/bind-from.ts';
import { setRows } from '../from/set-rows.ts';
import { isNullable } from '../nullability.ts';
import { originOf } from '../scope.ts';
import { bindLimit } from './bind-limit.ts';
import { bindWhere } from './bind-where.ts';
import { distinctRows } from './distinct-rows.ts';
import { type BoundGroups, bindGroups, comparesLiterals } from './group-by.ts';
import { groupRows } from './group-rows.ts';
import {
  bindDistinctOn,
  bindOrder,
  hiddenExpressions,
  mapKeys,
  type OrderKey,
} from './order-by.ts';
import { sortBy } from './order-result.ts';
import { bindItems, type OutputItem } from './select-items.ts';
import { windowRows } from './window-rows.ts';

/**
 * Bind a SELECT: Scan, Filter (WHERE), Aggregate, Filter (HAVING), Project, Aggregate (DISTINCT),
 * Sort, Project (drops what was only sorted by), Limit, from the leaf up, each if it is needed.
 */
export function openSelect(binder: Binder, select: Select): OpenRows {
  const { scope, plan: source } = bindFrom(binder, select.from);
  const pinsLiterals = comparesLiterals(select);
  const input = bindWhere(binder, { scope, pinsLiterals }, select.where, source);
  const aggregates: AggregateCollector = { base: scope.width, calls: [], groupings: [] };
  const windows = createWindows(select.windows);
  const sets: SetCollector = { calls: [] };
  const options = { scope, aggregates, windows, sets, pinsLiterals };
  const context = createContext(binder, { ...options, clause: 'SELECT' });
  const items = bindItems(context, select.items);
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
  const rows = needsGroups
    ? regroupParts(context, input, parts)
    : { ...parts, plan: input, sets: setsOf(context, parts) };
  return { plan: outputRows(binder, select, runSets(computeWindows(rows))), origins };
}

/** The clauses behind WHERE, bound over input rows and aggregates, then perhaps regrouped. */
interface SelectParts {
  readonly items: readonly OutputItem[];
  readonly groups: BoundGroups;
  readonly having: BoundExpression | undefined;
  readonly order: readonly OrderKey[];
  readonly distinctOn: readonly OrderKey[];
  /** Window functions, which stand in items and order as columns. */
  readonly windows: readonly CollectedCall[];
}

function bindParts(
  { context, select, items: open }: OpenSelect,
  types: readonly SqlType[] | undefined,
): SelectParts {
  const { binder } = context;
  const { scope, aggregates, pinsLiterals, windows, sets } = context;
  const groupContext = createContext(binder, { scope, clause: 'GROUP BY', sets, pinsLiterals });
  const havingContext = createContext(binder, {
    scope,
    clause: 'HAVING',
    aggregates,
    pinsLiterals,
  });
  const groups = bindGroups({ ...groupContext, aggregates: context.aggregates }, select, open);
  const having =
    select.having &&
    requireType(
      binder,
      havingContext.bind(select.having),
      sqlTypes.boolean,
      'implicit',
      'argument of HAVING',
    );
  const order = bindOrder(context, select, open);
  const distinctOn = bindDistinctOn(context, select, open, order);
  if (windows !== undefined) bindNamedWindows(context, windows);
  const items = open.map(({ name, expression }, index) => ({
    name,
    expression: settle(binder, expression, types?.[index]),
  }));
  return { items, groups, having, order, distinctOn, windows: windows?.calls ?? [] };
}

interface SelectRows extends SelectParts {
  readonly plan: Plan;
  /** Set-returning functions by number, which stand in items and order as columns. */
  readonly sets: ReadonlyMap<number, SetCall>;
}

/** The set-returning functions that items and order need, their arguments mapped. */
function setsOf(
  { sets = { calls: [] } }: ExpressionContext,
  parts: Pick<SelectParts, 'items' | 'order' | 'distinctOn'>,
  map?: (argument: BoundExpression) => BoundExpression,
): SelectRows['sets'] {
  return neededSets(sets, outputExpressions(parts), map);
}

function outputExpressions({
  items,
  order,
  distinctOn,
}: Pick<SelectParts, 'items' | 'order' | 'distinctOn'>): readonly BoundExpression[] {
  return [
    ...items.map(({ expression }) => expression),
    ...hiddenExpressions([...order, ...distinctOn]),
  ];
}

function regroupParts(context: ExpressionContext, input: Plan, parts: SelectParts): SelectRows {
  const { binder, scope, aggregates = { base: 0, calls: [], groupings: [] } } = context;
  const { sets = { calls: [] } } = context;
  const { items, groups, having, order, distinctOn, windows } = parts;
  const used = [...outputExpressions(parts), ...windows.flatMap(expressionsOfWindowCall)];
  const { plan: expanded, place } = setRows(input, neededSets(sets, groups.groups));
  const { plan, regroup } = groupRows(binder, {
    input: expanded,
    scope,
    groups,
    place,
    aggregates,
    expressions: having === undefined ? used : [...used, having],
  });
  const predicate = having && regroup(having);
  const regrouped = {
    items: items.map(({ name, expression }) => ({ name, expression: regroup(expression) })),
    order: mapKeys(order, regroup),
    distinctOn: mapKeys(distinctOn, regroup),
  };
  return {
    plan:
      predicate === undefined
        ? plan
        : { kind: 'filter', schema: plan.schema, input: plan, predicate },
    groups,
    having: predicate,
    ...regrouped,
    windows: windows.map((call) => mapWindowCall(call, regroup)),
    sets: setsOf(context, regrouped, regroup),
  };
}

/** The rows with a column more for each window function, which items and order then refer to. */
function computeWindows(rows: SelectRows): SelectRows {
  if (rows.windows.length === 0) return rows;
  const { plan, place } = windowRows(rows.plan, rows.windows);
  const sets = new Map([...rows.sets].map(([number, call]) => [number, mapSetCall(call, place)]));
  return placeOutput({ ...rows, plan, sets }, place);
}

/** The rows as often as set-returning functions give rows, whose columns items and order refer to. */
function runSets(rows: SelectRows): SelectRows {
  if (rows.sets.size === 0) return rows;
  const { plan, place } = setRows(rows.plan, rows.sets);
  return placeOutput({ ...rows, plan }, place);
}

function placeOutput(
  rows: SelectRows,
  place: (expression: BoundExpression) => BoundExpression,
): SelectRows {
  return {
    ...rows,
    items: rows.items.map(({ name, expression }) => ({ name, expression: place(expression) })),
    order: mapKeys(rows.order, place),
    distinctOn: mapKeys(rows.distinctOn, place),
  };
}

/** Project, DISTINCT, Sort, DISTINCT ON and Limit. */
function outputRows(binder: Binder, select: Select, rows: SelectRows): Plan {
  const { plan: input, items, order, distinctOn } = rows;
  const hidden = hiddenExpressions([...order, ...distinctOn]).map((expression, index) => ({
    name: `sort ${index + 1}`,
    expression,
  }));
  const projected = project(input, [...items, ...hidden]);
  const isPlain = select.distinct && distinctOn.length === 0;
  if (isPlain) requireComparableItems(binder, items);
  const distinct = isPlain ? distinctRows(projected) : projected;
  const sorted = order.length === 0 ? distinct : sortRows(binder, distinct, order, items.length);
  const firstHidden = items.length + hiddenExpressions(order).length;
  const firsts =
    distinctOn.length === 0 ? sorted : firstRows(binder, sorted, distinctOn, firstHidden);
  if (hidden.length === 0) return bindLimit(binder, select, firsts);
  const withoutHidden = (plan: Plan): Plan =>
    project(
      plan,
      items.map(({ name }, index) => ({ name, expression: outputColumn(plan.schema, index) })),
    );
  // Ties are about the hidden columns too.
  return select.withTies
    ? withoutHidden(bindLimit(binder, select, firsts))
    : bindLimit(binder, select, withoutHidden(firsts));
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
  firstHidden: number,
): Plan {
  const columns = keyColumns(binder, input, order, firstHidden);
  const items = order.map(({ item }) => item);
  return sortBy(binder, input, items, columns);
}

/** DISTINCT ON: of rows with equal keys the first. */
function firstRows(
  binder: Binder,
  input: Plan,
  distinctOn: readonly OrderKey[],
  firstHidden: number,
): Plan {
  const keys = keyColumns(binder, input, distinctOn, firstHidden);
  for (const key of keys) requireComparable(binder, 'DISTINCT ON', key.type, key);
  return { kind: 'distinct', schema: input.schema, input, keys };
}

/** The columns that keys stand for; hidden ones follow each other from `firstHidden`. */
function keyColumns(
  binder: Binder,
  { schema }: Plan,
  keys: readonly OrderKey[],
  firstHidden: number,
): readonly BoundExpression[] {
  let hidden = firstHidden;
  return keys.map(({ item, by }) => {
    const index = by.kind === 'output' ? by.index : hidden++;
    return placed(binder, outputColumn(schema, index), item.expression.at);
  });
}

function outputColumn(schema: Schema, index: number): BoundExpression {
  const { name, type } = schema[index];
  return { kind: 'column', type, index, name };
}

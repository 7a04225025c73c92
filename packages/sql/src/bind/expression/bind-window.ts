import type { Name, WindowCall, WindowDefinition } from '../../ast/ast.ts';
import { conditions } from '../../conditions.ts';
import { SqlError } from '../../error.ts';
import type { SortKey } from '../../plan/plan.ts';
import { checkKeyCount } from '../key-limit.ts';
import { suggestion } from '../suggestion.ts';
import { bindFrame } from './bind-frame.ts';
import { placed, settle } from './coerce-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { requireComparable } from './unify-types.ts';
import type { BoundWindow, WindowCollector } from './window-collector.ts';

/** The window that OVER means. SQL_WINDOW for an unknown one or one that cannot be built upon. */
export function bindOver(
  context: ExpressionContext,
  windows: WindowCollector,
  over: WindowCall['over'],
): BoundWindow {
  if (over.kind === 'window-name') {
    return namedWindow(context, windows, windows.named.length, over.name);
  }
  return bindDefinition(context, windows, { definition: over, visible: windows.named.length });
}

/** Bind the whole WINDOW clause, so that mistakes in unused windows are errors too. */
export function bindNamedWindows(context: ExpressionContext, windows: WindowCollector): void {
  const names = new Set<string>();
  for (const [index, { name }] of windows.named.entries()) {
    if (names.has(name.text)) {
      throw windowError(`window "${name.text}" is already defined`, name.at);
    }
    names.add(name.text);
    namedWindow(context, windows, index + 1, name);
  }
}

/** The window of this name among the first `visible` of the WINDOW clause. */
function namedWindow(
  context: ExpressionContext,
  windows: WindowCollector,
  visible: number,
  name: Name,
): BoundWindow {
  const index = windows.named.findIndex((window) => window.name.text === name.text);
  if (index < 0 || index >= visible) {
    const names = windows.named.slice(0, visible).map((window) => window.name.text);
    throw windowError(
      `window "${name.text}" does not exist`,
      name.at,
      suggestion(name.text, names),
      conditions.undefinedObject,
    );
  }
  const known = windows.bound.get(name.text);
  if (known !== undefined) return known;
  const { definition } = windows.named[index];
  const bound = bindDefinition(context, windows, { definition, visible: index, isNamed: true });
  windows.bound.set(name.text, bound);
  return bound;
}

interface Definition {
  readonly definition: WindowDefinition;
  /** How many windows of the WINDOW clause it may build upon: those before it. */
  readonly visible: number;
  readonly isNamed?: boolean;
}

function bindDefinition(
  context: ExpressionContext,
  windows: WindowCollector,
  { definition, visible, isNamed = false }: Definition,
): BoundWindow {
  const { base: baseName, frame } = definition;
  const base = baseName && namedWindow(context, windows, visible, baseName);
  if (baseName !== undefined && base !== undefined) {
    checkBase(definition, baseName, base, isNamed);
  }
  const keys = [...definition.partitionBy, ...definition.orderBy.map((item) => item.expression)];
  checkKeyCount(keys.length, 'partition and order a window', keys.at(-1)?.at ?? 0);
  const ownPartition = definition.partitionBy.map((node) => {
    const bound = settle(context.binder, context.bindInWindow(node));
    requireComparable(context.binder, 'PARTITION BY', bound.type, bound);
    return placed(context.binder, bound, node.at);
  });
  const ownOrder = bindSortKeys(context, definition);
  const order = base !== undefined && base.order.length > 0 ? base.order : ownOrder;
  return {
    partition: base === undefined ? ownPartition : base.partition,
    order,
    frame: frame && bindFrame(context, frame, order),
  };
}

/** What a window may add to another: an order if that has none, and a frame of its own. */
function checkBase(
  { partitionBy, orderBy, frame, at }: WindowDefinition,
  { text, at: nameAt }: Name,
  base: BoundWindow,
  isNamed: boolean,
): void {
  if (partitionBy.length > 0) {
    throw windowError(`cannot override PARTITION BY clause of window "${text}"`, at);
  }
  if (orderBy.length > 0 && base.order.length > 0) {
    throw windowError(`cannot override ORDER BY clause of window "${text}"`, at);
  }
  if (base.frame === undefined) return;
  const isBare = !isNamed && orderBy.length === 0 && frame === undefined;
  throw windowError(
    `cannot copy window "${text}" because it has a frame clause`,
    nameAt,
    isBare ? 'Omit the parentheses in this OVER clause.' : undefined,
  );
}

function bindSortKeys(
  context: ExpressionContext,
  { orderBy }: WindowDefinition,
): readonly SortKey[] {
  const { binder } = context;
  return orderBy.map(({ expression: node, descending, nulls }) => {
    const bound = settle(binder, context.bindInWindow(node));
    requireComparable(binder, 'ORDER BY', bound.type, bound);
    const nullsFirst = nulls === undefined ? descending : nulls === 'first';
    return { expression: placed(binder, bound, node.at), descending, nullsFirst };
  });
}

function windowError(
  message: string,
  position: number,
  hint?: string,
  sqlState?: string,
): SqlError {
  return new SqlError('SQL_WINDOW', message, { sqlState, position, hint });
}

import type { NamedWindow } from '../../ast/ast.ts';
import type { BoundColumn, BoundExpression } from '../../plan/expression.ts';
import type { BoundFrame, SortKey, WindowFunctionCall } from '../../plan/plan.ts';
import { sameSortKey } from '../../plan/row-order.ts';
import { sameExpression } from '../../plan/same-expression.ts';
import { isRowFree, operandsOf } from '../../plan/walk.ts';
import { aggregateOperands, mapSortKey, mapWindowFunction } from '../../plan/walk-calls.ts';
import { windowColumns } from './collected-columns.ts';

/**
 * Window functions found in the expressions of a SELECT. While binding, the i-th stands in the
 * expressions as `windowColumns.at(i)`.
 */
export interface WindowCollector {
  /** The WINDOW clause as written. */
  readonly named: readonly NamedWindow[];
  /** What is bound of it, by name. */
  readonly bound: Map<string, BoundWindow>;
  readonly calls: CollectedCall[];
}

export interface BoundWindow {
  readonly partition: readonly BoundExpression[];
  readonly order: readonly SortKey[];
  /** `undefined` where none is written. */
  readonly frame: BoundFrame | undefined;
}

export interface CollectedCall {
  readonly window: BoundWindow;
  readonly call: WindowFunctionCall;
}

/** The clause of expressions within a window function or its window. */
export const WINDOW_CLAUSE = 'window function';

/** A collector without any calls yet. */
export function createWindows(named: readonly NamedWindow[]): WindowCollector {
  return { named, bound: new Map(), calls: [] };
}

/** The column that stands for a call; equal calls share one. */
export function collectCall(
  { calls }: WindowCollector,
  wanted: CollectedCall,
  column: Pick<BoundColumn, 'type' | 'name'>,
): BoundColumn {
  const found = calls.findIndex(
    ({ window, call }) => sameWindow(window, wanted.window) && sameCall(call, wanted.call),
  );
  const index = found >= 0 ? found : calls.push(wanted) - 1;
  return { kind: 'column', ...column, index: windowColumns.at(index) };
}

/** Whether two windows have equal partitions in equal order, whatever their frames. */
export function sameWindow(left: BoundWindow, right: BoundWindow): boolean {
  return (
    sameList(left.partition, right.partition, sameExpression) &&
    sameList(left.order, right.order, sameSortKey)
  );
}

function sameCall(left: WindowFunctionCall, right: WindowFunctionCall): boolean {
  return (
    sameFunction(left, right) &&
    sameFrame(left.frame, right.frame) &&
    sameList(expressionsOfCall(left), expressionsOfCall(right), sameExpression)
  );
}

function sameFunction(left: WindowFunctionCall, right: WindowFunctionCall): boolean {
  if (left.kind === 'positional') return right.kind === 'positional' && left.name === right.name;
  return (
    right.kind === 'aggregate' &&
    left.aggregate.function === right.aggregate.function &&
    (left.aggregate.filter === undefined) === (right.aggregate.filter === undefined)
  );
}

function sameFrame(left: BoundFrame, right: BoundFrame): boolean {
  return (
    left.mode === right.mode &&
    left.exclusion === right.exclusion &&
    sameBound(left.start, right.start) &&
    sameBound(left.end, right.end)
  );
}

function sameBound(left: BoundFrame['start'], right: BoundFrame['start']): boolean {
  if (!('offset' in left)) return left.kind === right.kind;
  return 'offset' in right && left.kind === right.kind && sameExpression(left.offset, right.offset);
}

function expressionsOfCall(call: WindowFunctionCall): readonly BoundExpression[] {
  if (call.kind === 'positional') return call.arguments;
  return aggregateOperands(call.aggregate);
}

function sameList<T>(
  left: readonly T[],
  right: readonly T[],
  same: (left: T, right: T) => boolean,
): boolean {
  return left.length === right.length && left.every((one, index) => same(one, right[index]));
}

/** All expressions of a call and of its window over the input row, but for row-free offsets. */
export function expressionsOfWindowCall({
  window,
  call,
}: CollectedCall): readonly BoundExpression[] {
  const order = window.order.map(({ expression }) => expression);
  return [...window.partition, ...order, ...expressionsOfCall(call)];
}

/** A call and its window with what they read of the input row replaced. */
export function mapWindowCall(
  { window, call }: CollectedCall,
  map: (expression: BoundExpression) => BoundExpression,
): CollectedCall {
  const mapRead = (expression: BoundExpression): BoundExpression =>
    isRowFree(expression) ? expression : map(expression);
  return {
    window: {
      ...window,
      partition: window.partition.map(mapRead),
      order: window.order.map((key) => mapSortKey(key, mapRead)),
    },
    call: mapWindowFunction(call, mapRead),
  };
}

/** Whether an expression has a window function in it. */
export function hasWindow(expression: BoundExpression): boolean {
  if (expression.kind === 'column') return windowColumns.numberOf(expression) !== undefined;
  return operandsOf(expression).some(hasWindow);
}

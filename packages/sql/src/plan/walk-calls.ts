import assert from 'node:assert/strict';
import type { BoundExpression } from './expression.ts';
import { changed, mapList } from './map-list.ts';
import type {
  AggregateCall,
  BoundFrameBound,
  SetCall,
  SortKey,
  WindowFunctionCall,
} from './plan.ts';

/** The expressions of an aggregate call over the input row. */
export function aggregateOperands(call: AggregateCall): readonly BoundExpression[] {
  const operands = [...call.arguments, ...call.orderBy.map(({ expression }) => expression)];
  return call.filter === undefined ? operands : [...operands, call.filter];
}

/** `call` with its arguments replaced; the same object when none changed. */
export function mapSetCall(
  call: SetCall,
  map: (expression: BoundExpression) => BoundExpression,
): SetCall {
  return changed(call, { arguments: mapList(call.arguments, map) });
}

/** `call` with each of its expressions replaced; the same object when none changed. */
export function mapWindowFunction(
  call: WindowFunctionCall,
  map: (expression: BoundExpression) => BoundExpression,
): WindowFunctionCall {
  const frame = changed(call.frame, {
    start: mapFrameBound(call.frame.start, map),
    end: mapFrameBound(call.frame.end, map),
  });
  switch (call.kind) {
    case 'aggregate':
      return changed(call, { aggregate: mapAggregate(call.aggregate, map), frame });
    case 'positional':
      return changed(call, { arguments: mapList(call.arguments, map), frame });
    default:
      return assert.fail(String(call satisfies never));
  }
}

function mapFrameBound(
  bound: BoundFrameBound,
  map: (expression: BoundExpression) => BoundExpression,
): BoundFrameBound {
  return 'offset' in bound ? changed(bound, { offset: map(bound.offset) }) : bound;
}

/** `call` with its expressions replaced; the same object when none changed. */
export function mapAggregate(
  call: AggregateCall,
  map: (expression: BoundExpression) => BoundExpression,
): AggregateCall {
  return changed(call, {
    arguments: mapList(call.arguments, map),
    orderBy: mapList(call.orderBy, (key) => mapSortKey(key, map)),
    filter: call.filter && map(call.filter),
  });
}

/** `key` with its expression replaced; the same object when it did not change. */
export function mapSortKey(
  key: SortKey,
  map: (expression: BoundExpression) => BoundExpression,
): SortKey {
  return changed(key, { expression: map(key.expression) });
}

import assert from 'node:assert/strict';
import type { BoundFrame, WindowFunctionCall, WindowPlan } from './plan.ts';
import { printAggregate, printSortKeys } from './print-aggregate.ts';
import { printBound } from './print-expression.ts';

/** What a function's column is called: the function with its window, as SQL. */
export function windowColumnName(
  call: WindowFunctionCall,
  window: Pick<WindowPlan, 'partition' | 'order'>,
): string {
  return `${printFunction(call)} OVER (${present(printWindow(window), printFrame(call.frame))})`;
}

/** A Window node in one line: the functions with frames of their own, then the window. */
export function printWindowNode(plan: WindowPlan): string {
  const functions = plan.functions.map((call) =>
    present(printFunction(call), printFrame(call.frame)),
  );
  return `Window ${functions.join(', ')} over (${printWindow(plan)})`;
}

function printFunction(call: WindowFunctionCall): string {
  switch (call.kind) {
    case 'aggregate':
      return printAggregate(call.aggregate);
    case 'positional':
      return `${call.name}(${call.arguments.map(printBound).join(', ')})`;
    default:
      return assert.fail(String(call satisfies never));
  }
}

function printWindow({ partition, order }: Pick<WindowPlan, 'partition' | 'order'>): string {
  return present(
    partition.length > 0 && `partition by ${partition.map(printBound).join(', ')}`,
    order.length > 0 && `order by ${printSortKeys(order)}`,
  );
}

/** Empty for the frame of a window that has none. */
function printFrame({ mode, start, end, exclusion }: BoundFrame): string {
  const isDefault =
    mode === 'range' && start.kind === 'unbounded-preceding' && end.kind === 'current-row';
  return present(
    !(isDefault && exclusion === 'no others') &&
      `${mode} between ${printFrameBound(start)} and ${printFrameBound(end)}`,
    exclusion !== 'no others' && `exclude ${exclusion}`,
  );
}

/** The parts that are there, with a space between. */
function present(...parts: readonly (string | false)[]): string {
  return parts.filter(Boolean).join(' ');
}

function printFrameBound(bound: BoundFrame['start']): string {
  const words = bound.kind.replace('-', ' ');
  return 'offset' in bound ? `${printBound(bound.offset)} ${words}` : words;
}

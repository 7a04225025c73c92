import { exactFunction } from '../bind/functions/function-table.ts';
import { call, constant } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { FilterPlan, Plan, WindowFunctionCall, WindowPlan } from '../plan/plan.ts';
import { hasVolatile, isRowFree, rewriteBottomUp } from '../plan/walk.ts';
import { sqlTypes } from '../types/sql-type.ts';
import { conjunctsOf } from './conjuncts.ts';
import type { Rule } from './rule.ts';

/**
 * `row_number() OVER (ORDER BY a) <= n`: let a Sort that keeps only the first n rows give the window
 * its input, if all of its functions look back only. The filter stays.
 */
export const windowLimit: Rule = {
  name: 'window-limit',
  apply: (plan) => rewriteBottomUp(plan, (node) => (node.kind === 'filter' ? limit(node) : node)),
};

function limit(filter: FilterPlan): Plan {
  const window = filter.input;
  if (window.kind !== 'window' || !canLimit(window)) return filter;
  for (const conjunct of conjunctsOf(filter.predicate)) {
    const fetch = rowCount(window, conjunct);
    if (fetch === undefined) continue;
    const { schema } = window.input;
    const input: Plan = { kind: 'sort', schema, input: window.input, keys: window.order, fetch };
    return { ...filter, input: { ...window, input } };
  }
  return filter;
}

function canLimit({ input, partition, order, functions }: WindowPlan): boolean {
  if (partition.length > 0 || order.length === 0 || input.kind === 'sort') return false;
  return functions.every(looksBack) && !order.some(({ expression }) => hasVolatile(expression));
}

/** Whether a function's result does not depend on rows further on. */
function looksBack(call: WindowFunctionCall): boolean {
  if (call.kind === 'aggregate') return false;
  return call.name === 'row_number' || call.name === 'rank' || call.name === 'dense_rank';
}

/** The n of `row_number <= n`, `< n` or `= n`, as a number of rows. */
function rowCount(window: WindowPlan, conjunct: BoundExpression): BoundExpression | undefined {
  if (conjunct.kind !== 'call' || !['<=', '<', '='].includes(conjunct.function.name)) return;
  const [number, bound] = conjunct.arguments;
  if (number.kind !== 'column' || bound.type.kind !== 'bigint') return;
  const computed = window.functions[number.index - window.input.schema.length];
  if (computed?.kind !== 'positional' || computed.name !== 'row_number') return;
  if (!isRowFree(bound) || hasVolatile(bound)) return;
  const greatest = exactFunction('greatest', [sqlTypes.bigint]);
  return call(greatest, [bound, constant(sqlTypes.bigint, 0n)], undefined);
}

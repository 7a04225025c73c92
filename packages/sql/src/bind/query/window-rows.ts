import type { BoundExpression } from '../../plan/expression.ts';
import type { Plan, SortKey, WindowFunctionCall, WindowPlan } from '../../plan/plan.ts';
import { windowColumnName } from '../../plan/print-window.ts';
import { sameSortKey, sortKeysOf } from '../../plan/row-order.ts';
import { replaceColumns } from '../../plan/walk.ts';
import { resultType } from '../expression/bind-window-call.ts';
import { windowColumns } from '../expression/collected-columns.ts';
import {
  type BoundWindow,
  type CollectedCall,
  sameWindow,
} from '../expression/window-collector.ts';

interface WindowRows {
  readonly plan: Plan;
  /** An expression with collected calls in it, made one over the rows of `plan`. */
  readonly place: (expression: BoundExpression) => BoundExpression;
}

/**
 * A Window node over `input` for each window of the calls, all of one partition and order in one
 * node. A node whose order is the beginning of another's stands above it, so that both need one sort.
 */
export function windowRows(input: Plan, calls: readonly CollectedCall[]): WindowRows {
  let plan = input;
  const columns: BoundExpression[] = [];
  for (const group of callsByWindow(calls)) {
    const base = plan.schema.length;
    const { window } = calls[group[0]];
    const functions = group.map((index) => calls[index].call);
    plan = windowNode(plan, window, functions);
    for (const [offset, index] of group.entries()) {
      const { name, type } = plan.schema[base + offset];
      columns[index] = { kind: 'column', type, index: base + offset, name };
    }
  }
  const place = (expression: BoundExpression): BoundExpression =>
    replaceColumns(expression, (column) => {
      const index = windowColumns.numberOf(column);
      return index === undefined ? column : columns[index];
    });
  return { plan, place };
}

function windowNode(
  input: Plan,
  { partition, order }: BoundWindow,
  functions: readonly WindowFunctionCall[],
): WindowPlan {
  const fields = functions.map((call) => ({
    name: windowColumnName(call, { partition, order }),
    type: resultType(call),
    nullable: canBeNull(call),
  }));
  const schema = [...input.schema, ...fields];
  return { kind: 'window', schema, input, partition, order, functions };
}

/** The numbers of the calls by window, the windows in the order in which they are computed. */
function callsByWindow(calls: readonly CollectedCall[]): readonly (readonly number[])[] {
  const groups: number[][] = [];
  for (const [index, { window }] of calls.entries()) {
    const group = groups.find(([first]) => sameWindow(calls[first].window, window));
    if (group === undefined) groups.push([index]);
    else group.push(index);
  }
  const ranks = keyRanks(groups.map(([first]) => calls[first].window));
  return groups
    .map((group, index) => ({ group, ranks: ranks[index] }))
    .sort((left, right) => compareRanks(left.ranks, right.ranks))
    .map(({ group }) => group);
}

/** Per window its sort keys as numbers, the same one for the same key, in order of appearance. */
function keyRanks(windows: readonly BoundWindow[]): readonly (readonly number[])[] {
  const known: SortKey[] = [];
  return windows.map((window) =>
    sortKeysOf(window).map((key) => {
      const found = known.findIndex((other) => sameSortKey(other, key));
      return found >= 0 ? found : known.push(key) - 1;
    }),
  );
}

/**
 * Windows that begin alike come together, the longest first, and those that begin with the first
 * key of the text last: rows without ORDER BY come in their order, as in PostgreSQL.
 */
function compareRanks(left: readonly number[], right: readonly number[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    if (left[index] !== right[index]) return right[index] - left[index];
  }
  return right.length - left.length;
}

function canBeNull(call: WindowFunctionCall): boolean {
  if (call.kind === 'aggregate') return call.aggregate.function.name !== 'count';
  switch (call.name) {
    case 'row_number':
    case 'rank':
    case 'dense_rank':
    case 'percent_rank':
    case 'cume_dist':
      return false;
    default:
      return true;
  }
}

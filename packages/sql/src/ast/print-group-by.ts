import assert from 'node:assert/strict';
import type { Expression, GroupItem, GroupSet, Select } from './ast.ts';
import { isGroupSet } from './group-ast.ts';
import { words } from './print-name.ts';

/** Prints an expression: handed in, as queries with groups stand in expressions. */
type Print = (expression: Expression) => string;

/** GROUP BY and its elements; `undefined` when there are none. */
export function printGroupBy({ groupBy, groupDistinct }: Select, print: Print): string | undefined {
  if (groupBy.length === 0) return undefined;
  return words('GROUP BY', groupDistinct && 'DISTINCT', printItems(groupBy, print));
}

function printItems(items: readonly GroupItem[], print: Print): string {
  return items.map((item) => (isGroupSet(item) ? printSet(item, print) : print(item))).join(', ');
}

function printSet({ kind, items }: GroupSet, print: Print): string {
  const list = `(${printItems(items, print)})`;
  switch (kind) {
    case 'group-list':
      return list;
    case 'rollup':
      return `ROLLUP ${list}`;
    case 'cube':
      return `CUBE ${list}`;
    case 'grouping-sets':
      return `GROUPING SETS ${list}`;
    default:
      return assert.fail(String(kind satisfies never));
  }
}

import assert from 'node:assert/strict';
import type { GroupItem, GroupSet, Select } from './ast.ts';
import { isGroupSet } from './group-ast.ts';
import { printExpression } from './print-expression.ts';
import { words } from './print-name.ts';

/** GROUP BY and its elements; `undefined` when there are none. */
export function printGroupBy({ groupBy, groupDistinct }: Select): string | undefined {
  if (groupBy.length === 0) return undefined;
  return words('GROUP BY', groupDistinct && 'DISTINCT', printItems(groupBy));
}

function printItems(items: readonly GroupItem[]): string {
  return items
    .map((item) => (isGroupSet(item) ? printSet(item) : printExpression(item)))
    .join(', ');
}

function printSet({ kind, items }: GroupSet): string {
  const list = `(${printItems(items)})`;
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

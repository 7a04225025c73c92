import type { Expression, GroupItem, GroupSet } from './ast.ts';

/** Whether an element of GROUP BY stands for sets rather than being an expression. */
export function isGroupSet(item: GroupItem): item is GroupSet {
  switch (item.kind) {
    case 'group-list':
    case 'rollup':
    case 'cube':
    case 'grouping-sets':
      return true;
    default:
      return false;
  }
}

/** The expressions of GROUP BY as written, those of its sets included. */
export function groupExpressions(items: readonly GroupItem[]): readonly Expression[] {
  return items.flatMap((item) => (isGroupSet(item) ? groupExpressions(item.items) : [item]));
}

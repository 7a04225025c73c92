import type { Expression } from './ast.ts';

/** An element of GROUP BY: an expression, or what stands for several sets of them. */
export type GroupItem = Expression | GroupSet;

/**
 * `(a, b)` and `()` are lists, one set of all their expressions. ROLLUP and CUBE have expressions
 * and lists as items; GROUPING SETS any, each standing for sets of its own.
 */
export type GroupSet =
  | GroupSetOf<'group-list'>
  | GroupSetOf<'rollup'>
  | GroupSetOf<'cube'>
  | GroupSetOf<'grouping-sets'>;

interface GroupSetOf<Kind extends string> {
  readonly kind: Kind;
  readonly items: readonly GroupItem[];
  readonly at: number;
}

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

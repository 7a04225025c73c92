import fc from 'fast-check';
import type { GroupItem } from '../../src/ast/ast.ts';
import { expression } from './arbitrary-expression.ts';

const at = fc.constant(0 as const);

/** `()` or two and more: one in parentheses is read as the expression in them. */
const list = fc.record({
  kind: fc.constant('group-list' as const),
  items: fc.oneof(fc.constant([]), fc.array(expression, { minLength: 2, maxLength: 3 })),
  at,
});

const element: fc.Arbitrary<GroupItem> = fc.oneof(expression, list);

const rollup = fc.record({
  kind: fc.constantFrom('rollup' as const, 'cube' as const),
  items: fc.array(element, { minLength: 1, maxLength: 3 }),
  at,
});

const { item } = fc.letrec<{ item: GroupItem }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    element,
    rollup,
    fc.record({
      kind: fc.constant('grouping-sets' as const),
      items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
      at,
    }),
  ),
}));

/** The GROUP BY clause of a SELECT; without elements there is none. */
export const groupBy = fc.oneof(
  fc.constant({ groupBy: [] as GroupItem[], groupDistinct: false }),
  fc.record({
    groupBy: fc.array(item, { minLength: 1, maxLength: 3 }),
    groupDistinct: fc.boolean(),
  }),
);

import assert from 'node:assert/strict';
import type { Expression, GroupItem, GroupSet, Select } from '../../ast/ast.ts';
import { isGroupSet } from '../../ast/group-ast.ts';
import { SqlError } from '../../error.ts';

/** As PostgreSQL. */
const MAX_SETS = 4096;
const MAX_CUBE = 12;

/** Indexes of group expressions, ascending and each once. */
export type IndexSet = readonly number[];

/**
 * The grouping sets that GROUP BY stands for, in its order: the cross product of its elements', of
 * which each is the sets of a GROUPING SETS, ROLLUP or CUBE, or one set. `indexOf` gives the number
 * of an expression. Throws SQL_TOO_LONG past 4,096 sets and for a CUBE of more than 12.
 */
export function groupingSets(
  { groupBy, groupDistinct }: Select,
  indexOf: (expression: Expression) => number,
): readonly IndexSet[] {
  const plain = groupBy.flatMap((item) => (isGroupSet(item) ? [] : [indexOf(item)]));
  let product: readonly IndexSet[] = [union([plain])];
  for (const item of groupBy.filter(isGroupSet)) {
    const sets = setsOf(item, indexOf);
    checkCount(product.length * sets.length, item.at);
    product = product.flatMap((left) => sets.map((right) => union([left, right])));
  }
  if (!groupDistinct) return product;
  const keys = product.map((set) => set.join());
  return product.filter((_, index) => keys.indexOf(keys[index]) === index);
}

function setsOf(item: GroupItem, indexOf: (expression: Expression) => number): readonly IndexSet[] {
  if (!isGroupSet(item)) return [[indexOf(item)]];
  const { kind } = item;
  switch (kind) {
    case 'group-list':
      return [union(item.items.flatMap((element) => setsOf(element, indexOf)))];
    case 'rollup':
      return rollup(elementsOf(item, indexOf));
    case 'cube':
      return cube(elementsOf(item, indexOf), item.at);
    case 'grouping-sets': {
      const sets = item.items.map((element) => setsOf(element, indexOf));
      checkCount(
        sets.reduce((count, part) => count + part.length, 0),
        item.at,
      );
      return sets.flat();
    }
    default:
      return assert.fail(String(kind satisfies never));
  }
}

/** What ROLLUP and CUBE take or leave as a whole: each element is one set. */
function elementsOf(
  { items }: GroupSet,
  indexOf: (expression: Expression) => number,
): readonly IndexSet[] {
  return items.flatMap((item) => setsOf(item, indexOf));
}

/** All of them, all but the last, …, none. */
function rollup(elements: readonly IndexSet[]): readonly IndexSet[] {
  const lengths = [...elements.keys(), elements.length].reverse();
  return lengths.map((length) => union(elements.slice(0, length)));
}

/** Every combination of them, the larger first. */
function cube(elements: readonly IndexSet[], position: number): readonly IndexSet[] {
  if (elements.length > MAX_CUBE) {
    throw new SqlError('SQL_TOO_LONG', `CUBE is limited to ${MAX_CUBE} elements`, { position });
  }
  const count = 2 ** elements.length;
  return Array.from({ length: count }, (_, index) => {
    const left = count - 1 - index;
    const bitOf = (element: number): number => 1 << (elements.length - 1 - element);
    return union(elements.filter((_, element) => (left & bitOf(element)) !== 0));
  });
}

function checkCount(count: number, position: number): void {
  if (count <= MAX_SETS) return;
  throw new SqlError('SQL_TOO_LONG', `too many grouping sets (maximum ${MAX_SETS})`, { position });
}

function union(sets: readonly IndexSet[]): IndexSet {
  return [...new Set(sets.flat())].sort((left, right) => left - right);
}

import type { IndexKey, TableInfo } from '../bind/catalog.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { AccessPath, Plan, SortKey, SortPlan } from '../plan/plan.ts';
import { sameExpression } from '../plan/same-expression.ts';
import { replaceColumns } from '../plan/walk.ts';

/** How a scan has to run. */
export type Direction = 'forward' | 'reverse';

/**
 * The direction in which reading this range of an index gives the order of `sort`; rows that are
 * equal in it may come in any order. Keys that the range fixes have one value, so it does not matter
 * where among the sort's keys they stand. Behind the index's keys rows are in primary key order.
 */
export function indexOrder(
  table: TableInfo,
  { index, equal }: Pick<Extract<AccessPath, { kind: 'index-range' }>, 'index' | 'equal'>,
  sort: SortPlan,
): Direction | undefined {
  const fixed = index.keys.slice(0, equal.length);
  const free = [...index.keys.slice(equal.length), ...primaryKeys(table)];
  const wanted = sort.keys
    .map((key) => ({ ...key, expression: overTable(sort.input, key.expression) }))
    .filter(({ expression }) => !fixed.some((key) => isSame(key, expression)));
  if (wanted.length > free.length) return undefined;
  const fits = (direction: Direction): boolean =>
    wanted.every((key, place) => hasOrder(table, free[place], key, direction));
  if (fits('forward')) return 'forward';
  return fits('reverse') ? 'reverse' : undefined;
}

interface WantedKey extends Omit<SortKey, 'expression'> {
  readonly expression: BoundExpression | undefined;
}

function primaryKeys({ primaryKey, columns }: TableInfo): readonly IndexKey[] {
  return primaryKey.map((index) => {
    const { name, type } = columns[index];
    const expression = { kind: 'column', type, index, name } as const;
    return { expression, descending: false, nullsFirst: false };
  });
}

function hasOrder(
  table: TableInfo,
  key: IndexKey,
  { expression, descending, nullsFirst }: WantedKey,
  direction: Direction,
): boolean {
  if (!isSame(key, expression)) return false;
  const isReverse = direction === 'reverse';
  if ((descending === key.descending) === isReverse) return false;
  return (nullsFirst === key.nullsFirst) !== isReverse || !mayBeNull(table, key.expression);
}

function isSame(key: IndexKey, expression: BoundExpression | undefined): boolean {
  return expression !== undefined && sameExpression(key.expression, expression);
}

function mayBeNull({ columns }: TableInfo, expression: BoundExpression): boolean {
  return expression.kind !== 'column' || columns[expression.index].nullable;
}

/** An expression over the rows of `plan` as one over the table that is read below it. */
function overTable(plan: Plan, expression: BoundExpression): BoundExpression | undefined {
  switch (plan.kind) {
    case 'scan':
      return replaceColumns(expression, (column) => ({
        ...column,
        index: plan.columns[column.index],
      }));
    case 'filter':
      return overTable(plan.input, expression);
    case 'project':
      return overTable(
        plan.input,
        replaceColumns(expression, ({ index }) => plan.expressions[index]),
      );
    default:
      return undefined;
  }
}

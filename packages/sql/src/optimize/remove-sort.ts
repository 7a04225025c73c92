import type { Plan, ScanPlan, SortKey, SortPlan } from '../plan/plan.ts';
import { isOrderedBy } from '../plan/row-order.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import { type Direction, indexOrder } from './index-order.ts';
import type { Rule } from './rule.ts';

/**
 * Drop a Sort whose order a Window or a Sort below has made, or the scan below has anyway, being in
 * the order of the primary key or of an index, or has when it runs in reverse. Between them only
 * filters and projections. A reversed scan of the primary key must fix the order of all rows, since
 * ties would come out the other way round than by a stable sort.
 */
export const removeSort: Rule = {
  name: 'remove-sort',
  apply: (plan) =>
    rewriteBottomUp(plan, (node) => (node.kind === 'sort' ? withoutSort(node) : node)),
};

function withoutSort(sort: SortPlan): Plan {
  if (isOrderedBy(sort.input, sort.keys)) return sort.input;
  const scan = scanBelow(sort.input);
  if (scan === undefined || scan.reverse || scan.limit !== undefined) return sort;
  const direction = scanOrder(sort, scan);
  if (direction === undefined) return sort;
  return direction === 'reverse' ? reversed(sort.input) : sort.input;
}

function scanOrder(sort: SortPlan, scan: ScanPlan): Direction | undefined {
  const { access } = scan;
  if ('index' in access && access.index !== undefined) {
    const equal = 'equal' in access ? access.equal : [];
    return indexOrder(scan.table, { index: access.index, equal }, sort);
  }
  const columns = sort.keys.map((key) => scanColumn(sort.input, key));
  return keyOrder(scan, sort.keys, columns);
}

function scanBelow(plan: Plan): ScanPlan | undefined {
  if (plan.kind === 'scan') return plan;
  return plan.kind === 'filter' || plan.kind === 'project' ? scanBelow(plan.input) : undefined;
}

/** The table's column that a sort key over `plan` is; `undefined` for anything computed. */
function scanColumn(plan: Plan, { expression }: SortKey): number | undefined {
  let current = expression;
  let node = plan;
  while (current.kind === 'column') {
    if (node.kind === 'scan') return node.columns[current.index];
    if (node.kind === 'project') current = node.expressions[current.index];
    if (node.kind !== 'project' && node.kind !== 'filter') return undefined;
    node = node.input;
  }
  return undefined;
}

/**
 * The direction in which the scan has the order of the keys. Columns that the range fixes have one
 * value, so it does not matter where among the keys they stand.
 */
function keyOrder(
  scan: ScanPlan,
  keys: readonly SortKey[],
  columns: readonly (number | undefined)[],
): Direction | undefined {
  const { primaryKey } = scan.table;
  if (primaryKey.length === 0) return undefined;
  const fixedCount = 'equal' in scan.access ? scan.access.equal.length : 0;
  const fixed: readonly (number | undefined)[] = primaryKey.slice(0, fixedCount);
  const free = primaryKey.slice(fixedCount);
  const wanted = keys
    .map(({ descending }, index) => ({ descending, column: columns[index] }))
    .filter(({ column }) => !fixed.includes(column))
    .slice(0, free.length);
  if (wanted.length === 0) return 'forward';
  const [{ descending }] = wanted;
  const isPrefix = wanted.every(
    (key, index) => key.column === free[index] && key.descending === descending,
  );
  if (!isPrefix) return undefined;
  if (!descending) return 'forward';
  return wanted.length === free.length ? 'reverse' : undefined;
}

/** The same rows the other way round. */
export function reversed(plan: Plan): Plan {
  if (plan.kind === 'scan') return { ...plan, reverse: true };
  if (plan.kind !== 'filter' && plan.kind !== 'project') return plan;
  return { ...plan, input: reversed(plan.input) };
}

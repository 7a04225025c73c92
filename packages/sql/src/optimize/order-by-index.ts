import type { AccessPath, LockPlan, Plan, ScanPlan, SortPlan } from '../plan/plan.ts';
import { rewriteBottomUp } from '../plan/walk.ts';
import { belowProjects } from './below-projects.ts';
import { indexOrder } from './index-order.ts';
import { reversed } from './remove-sort.ts';
import type { Rule } from './rule.ts';

/**
 * Read by an index that has the order of a Sort of which only the first rows are wanted, and drop
 * the Sort, also where a Lock counts them: a few entries of the index instead of the whole table. Only for a scan of the whole
 * table with nothing but projections above it: behind a filter, the first rows may be far apart.
 */
export const orderByIndex: Rule = {
  name: 'order-by-index',
  apply: (plan) =>
    rewriteBottomUp(plan, (node) => {
      if (node.kind === 'sort') return node.fetch === undefined ? node : byIndex(node);
      return node.kind === 'lock' && node.limit !== undefined ? lockedByIndex(node) : node;
    }),
};

/** A Lock that leaves rows out reads until it has enough. */
function lockedByIndex(lock: LockPlan): Plan {
  const input = belowProjects(lock.input, (below) =>
    below.kind === 'sort' ? byIndex(below) : below,
  );
  return input === lock.input ? lock : { ...lock, input };
}

function byIndex(sort: SortPlan): Plan {
  const input = belowProjects(sort.input, (below) => {
    return below.kind === 'scan' ? scanInOrder(below, sort) : below;
  });
  return input === sort.input ? sort : input;
}

function scanInOrder(scan: ScanPlan, sort: SortPlan): Plan {
  const { table, access, limit, reverse, includeDeleted } = scan;
  if (access.kind !== 'full' || limit !== undefined || reverse || includeDeleted) return scan;
  for (const index of table.indexes) {
    if (index.predicate !== undefined) continue;
    const direction = indexOrder(table, { index, equal: [] }, sort);
    if (direction === undefined) continue;
    const path: AccessPath = {
      kind: 'index-range',
      index,
      equal: [],
      lower: undefined,
      upper: undefined,
    };
    const ordered: Plan = { ...scan, access: path };
    return direction === 'reverse' ? reversed(ordered) : ordered;
  }
  return scan;
}

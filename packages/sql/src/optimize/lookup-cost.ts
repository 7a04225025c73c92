import { hasOuter } from '../plan/outer.ts';
import type { Plan } from '../plan/plan.ts';
import { children } from '../plan/walk.ts';
import { chooseAccessPath } from './choose-access-path.ts';
import { estimateRows } from './estimate-rows.ts';
import { pushFilter } from './push-filter.ts';
import type { StatisticsLookup } from './statistics.ts';

/** A run of a plan costs about as much as reading so many rows. */
const ROWS_PER_RUN = 20;

/**
 * Whether a correlated plan is better run for each row of `around` than joined with it: it then finds
 * its rows by a key, and the rows around are few against all that a join would read.
 */
export function isBetterLookedUp(around: Plan, plan: Plan, statistics: StatisticsLookup): boolean {
  const found = chooseAccessPath.apply(pushFilter.apply(plan, statistics), statistics);
  if (!looksUp(found)) return false;
  return estimateRows(around, statistics) * ROWS_PER_RUN <= scannedRows(plan, statistics);
}

/** Whether a scan is bound by the row around the plan. */
function looksUp(plan: Plan): boolean {
  if (plan.kind !== 'scan') return children(plan).some(looksUp);
  return 'equal' in plan.access && plan.access.equal.some(hasOuter);
}

function scannedRows(plan: Plan, statistics: StatisticsLookup): number {
  if (plan.kind === 'scan') return estimateRows(plan, statistics);
  return children(plan).reduce((sum, input) => sum + scannedRows(input, statistics), 0);
}

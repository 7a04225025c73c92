import type { Plan } from './plan.ts';
import { children } from './walk.ts';

/** Whether a plan locks rows: it is run where it stands, and once. */
export function locksRows(plan: Plan): boolean {
  return plan.kind === 'lock' || children(plan).some(locksRows);
}

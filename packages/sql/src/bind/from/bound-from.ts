import type { Plan } from '../../plan/plan.ts';
import type { Scope } from '../scope.ts';

/** Rows of FROM and the names that they bring. */
export interface BoundFrom {
  readonly scope: Scope;
  readonly plan: Plan;
}

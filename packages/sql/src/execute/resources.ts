import type { MemoryBudget } from './memory/memory-budget.ts';
import type { QueryProfile } from './profile.ts';

/** What one execution of a statement, its subqueries included, shares. */
export interface QueryResources {
  /** Without it there is no limit. */
  readonly memory?: MemoryBudget | undefined;
  /** Set by EXPLAIN ANALYZE. */
  readonly profile?: QueryProfile | undefined;
}

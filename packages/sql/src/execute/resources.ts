import type { MemoryBudget } from './memory/memory-budget.ts';
import type { QueryProfile } from './profile.ts';
import type { SpillStore } from './spill/spill-store.ts';

/** What one execution of a statement, its subqueries included, shares. */
export interface QueryResources {
  /** Without it there is no limit. */
  readonly memory?: MemoryBudget | undefined;
  /** Where operators may put what does not fit; without it they fail. */
  readonly spill?: SpillStore | undefined;
  /** Set by EXPLAIN ANALYZE. */
  readonly profile?: QueryProfile | undefined;
}

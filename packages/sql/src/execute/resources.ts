import type { QueryProfile } from './profile.ts';

/** What one execution of a statement, its subqueries included, shares. */
export interface QueryResources {
  /** Set by EXPLAIN ANALYZE. */
  readonly profile?: QueryProfile | undefined;
}

import type { Name } from './name.ts';

/** `WITH [RECURSIVE] member, …` */
export interface WithNode<M> {
  readonly recursive: boolean;
  readonly tables: readonly M[];
  readonly at: number;
}

/** What each member of WITH has: `name (a, b) AS …`. */
export interface WithMember {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly at: number;
}

/** `name (a, b) AS [NOT] MATERIALIZED (query)`; `materialized` is `undefined` where not said. */
export interface CommonTableNode<Q> extends WithMember {
  readonly materialized: boolean | undefined;
  readonly query: Q;
}

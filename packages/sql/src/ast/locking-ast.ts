import type { Name } from './name.ts';

/** `FOR UPDATE | NO KEY UPDATE | SHARE | KEY SHARE [OF …] [NOWAIT | SKIP LOCKED]` of a query. */
export interface Locking {
  readonly strength: LockStrength;
  /** Tables as FROM calls them; empty: all. */
  readonly of: readonly Name[];
  readonly wait: LockWait;
  /** It is said of a query by the one around it. Not written here. */
  readonly isOutside?: boolean | undefined;
  readonly at: number;
}

export type LockStrength = 'update' | 'no key update' | 'share' | 'key share';

/** What becomes of rows that somebody else has locked. */
export type LockWait = 'wait' | 'nowait' | 'skip locked';

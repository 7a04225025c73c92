import type { Value } from './value.ts';

/** Why a statement is refused, whatever a database calls it. */
export type Reason =
  | 'unique'
  | 'not-null'
  | 'check'
  | 'reference'
  | 'row-twice'
  | 'dependents'
  | 'exists'
  | 'missing'
  | 'invalid'
  | 'unsupported'
  | 'in-transaction'
  | 'transaction-failed';

/** What a statement that was run has told. */
interface Done {
  /** Absent: it does not count rows. */
  readonly count?: number | undefined;
  /** Of RETURNING, in any order. */
  readonly rows?: readonly (readonly Value[])[] | undefined;
}

/** Of several reasons, any may be told. */
export interface Refused {
  readonly reasons: ReadonlySet<Reason>;
}

export type Outcome = Done | Refused;

export function refused(...reasons: readonly Reason[]): Refused {
  return { reasons: new Set(reasons) };
}

export function isRefused(outcome: Outcome): outcome is Refused {
  return 'reasons' in outcome;
}

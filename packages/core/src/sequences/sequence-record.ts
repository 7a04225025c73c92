/** The column that a sequence belongs to: it goes with the column. */
export interface SequenceOwner {
  readonly tableId: number;
  readonly columnId: number;
}

/** A sequence as stored in the catalog, as JSON. How far it has come is stored on its own. */
export interface SequenceRecord {
  /** Never reused; no table has it. */
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly type: 'SMALLINT' | 'INT' | 'BIGINT';
  readonly increment: bigint;
  readonly minimum: bigint;
  readonly maximum: bigint;
  readonly start: bigint;
  /** The first value of this epoch: `start`, or where it was restarted. */
  readonly first: bigint;
  /** A restart adds 1: what was stored in an earlier epoch says nothing any more. */
  readonly epoch: number;
  /** Values to reserve at least. */
  readonly cache: bigint;
  /** Whether it begins anew at its end. */
  readonly cycle: boolean;
  /** Whether it counts for each user on its own. */
  readonly perUser: boolean;
  readonly owner?: SequenceOwner | undefined;
  /** Microseconds since 1970 UTC. */
  readonly createdAt: number;
}

/** What says which value follows which. */
export type CountingRule = Pick<
  SequenceRecord,
  'increment' | 'minimum' | 'maximum' | 'first' | 'epoch' | 'cycle'
>;

/** Whose counter a user draws from: the user's own, or the one of all. */
export function counterScope({ perUser }: Pick<SequenceRecord, 'perUser'>, userId: string): string {
  return perUser ? userId : '';
}

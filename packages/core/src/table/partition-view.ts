import type { StoredTable } from '../catalog/table-definition.ts';
import type { Principal } from '../policy.ts';
import { sequenceAt } from '../write/commit/sequence.ts';

/** Rows of one scope of one table as they were at one moment. */
export interface PartitionView {
  readonly table: StoredTable;
  readonly scope: string;
  /** The snapshot: versions with a greater sequence are not seen. */
  readonly at: bigint;
  /** Versions with a smaller sequence have outlived the TTL of a STREAM table; otherwise 0. */
  readonly oldest: bigint;
}

const MICROS_PER_SECOND = 1_000_000n;

/**
 * The scope of rows that a principal reads and writes: their own in USER and STREAM tables, the
 * only one in SHARED tables.
 */
export function scopeOf(table: StoredTable, principal: Principal): string {
  return table.definition.kind === 'shared' ? '' : principal.userId;
}

/** The view of a scope at the snapshot `at`; `now` (microseconds since 1970) decides about TTL. */
export function viewPartition(
  table: StoredTable,
  scope: string,
  at: bigint,
  now: bigint,
): PartitionView {
  return { table, scope, at, oldest: oldestSequence(table, { now }) };
}

/**
 * The sequence before which versions of `table` have outlived its TTL; 0 without a TTL. `time.now`
 * (microseconds since 1970) is asked only if there is one.
 */
export function oldestSequence(table: StoredTable, time: { readonly now: bigint }): bigint {
  const { kind, options } = table.definition;
  if (kind !== 'stream' || options.ttlSeconds === undefined) return 0n;
  return sequenceAt(time.now - BigInt(options.ttlSeconds) * MICROS_PER_SECOND);
}

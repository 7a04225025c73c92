import type { Row } from '@kalamdb/sql';

/**
 * One row version replaced another. Rows hold a value for every column of the table at its present
 * schema, in the order of `TableInfo.columns`, `_seq` and `_deleted` included. `before` is absent
 * for an insert (also of a key that was deleted before), `after` is present always: for a delete it
 * is the last row with its `_deleted` true and its own `_seq`.
 */
export interface ChangeEvent {
  /** The `_seq` of `after`: unique, ascending in commit order. */
  readonly sequence: bigint;
  readonly tableId: number;
  /** User id for USER and STREAM tables, empty for SHARED ones. */
  readonly scope: string;
  readonly kind: 'insert' | 'update' | 'delete';
  readonly before: Row | undefined;
  readonly after: Row;
}

/**
 * Everything that one commit changed, ascending by sequence. No events: no row changed but the
 * catalog did, so tables may be gone.
 */
export interface Commit {
  /** The last sequence of the commit: a snapshot at it sees the whole commit. */
  readonly sequence: bigint;
  readonly events: readonly ChangeEvent[];
}

import type { Value } from '@kalamdb/sql';
import type { LiveField } from './live-shape.ts';

/** A row on its way to clients: values by field. */
export interface LiveRow {
  readonly fields: readonly LiveField[];
  readonly values: readonly Value[];
}

/**
 * What one row version means for a query. `insert`: the row came into the result; `update`: it
 * stayed; `delete`: it was deleted, or left the filter. Shared by every subscriber of the same
 * projection: never change it.
 */
export interface LiveChange {
  readonly kind: 'insert' | 'update' | 'delete';
  /** The `_seq` of the change, which is also what a client resumes from. */
  readonly sequence: bigint;
  /** The row as it is now; absent for `delete`. */
  readonly row: LiveRow | undefined;
  /**
   * `update`: primary key, `_seq` and the changed fields, as they were. `delete`: the whole row,
   * with `_deleted` true and the `_seq` of the change; a row that left the filter has its last
   * matching values. Without a primary key `_previous_seq` says which row it was.
   */
  readonly oldRow: LiveRow | undefined;
  /**
   * The change encoded by `encode`, which runs for the first subscriber only. Give the same
   * function at every call.
   */
  encoded(encode: (change: LiveChange) => Uint8Array): Uint8Array;
}

/** A change without its encoding. */
export type LiveChangeFacts = Omit<LiveChange, 'encoded'>;

/** A change that remembers its encoding. */
export function createLiveChange(facts: LiveChangeFacts): LiveChange {
  let bytes: Uint8Array | undefined;
  const change: LiveChange = {
    ...facts,
    encoded: (encode) => {
      bytes ??= encode(change);
      return bytes;
    },
  };
  return change;
}

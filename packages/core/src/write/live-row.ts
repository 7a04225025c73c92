import type { Row } from '@kalamdb/sql';

/** A row to change, as it is when its turn comes. */
export interface LiveRow {
  readonly primaryKey: Uint8Array;
  readonly head: Uint8Array;
  /** Of all columns. */
  readonly row: Row;
  /** What the statement's expressions are over: the row, with FROM or USING the other tables' behind it. */
  readonly input: Row;
}

import type { BoundExpression, SqlType, TableInfo } from '@kalamdb/sql';

/** A named value of a live row. */
export interface LiveField {
  readonly name: string;
  readonly type: SqlType;
}

/** A field of the query's own select list, over the row of `LiveShape.inputColumns`. */
export interface SelectedField extends LiveField {
  readonly expression: BoundExpression;
}

/**
 * A query that can be kept up to date row by row: one table, a filter and a select list, both
 * functions of the row alone (and of who asks).
 */
export interface LiveShape {
  readonly table: TableInfo;
  /** Indexes into `table.columns`: the row that `filter` and `selected` refer to. */
  readonly inputColumns: readonly number[];
  readonly filter: BoundExpression | undefined;
  readonly selected: readonly SelectedField[];
  /** The select list is all user columns in order: rows carry `_deleted` too. */
  readonly wholeRow: boolean;
  /** Index of `_seq` in `table.columns`; `_deleted` follows it. */
  readonly sequenceColumn: number;
}

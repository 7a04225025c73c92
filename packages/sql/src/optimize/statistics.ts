import type { TableInfo } from '../bind/catalog.ts';

/** What is roughly known of a table's rows: it decides between plans, never about answers. */
export interface TableStatistics {
  /** Rows that a scan of the table gives: of one partition, where users have their own. */
  readonly rowCount: number;
  /** By index of the table's columns; `undefined` where nothing is known. */
  readonly columns: readonly (ColumnStatistics | undefined)[];
}

export interface ColumnStatistics {
  /** Distinct present values. */
  readonly distinctCount: number;
  /** Share of NULLs, 0 to 1. */
  readonly nullFraction: number;
  /** Least and greatest present value as numbers; `undefined` for types that are not numbers. */
  readonly range: { readonly least: number; readonly greatest: number } | undefined;
}

/** Where the optimizer asks; `undefined` for a table of which nothing is known. */
export type StatisticsLookup = (table: TableInfo) => TableStatistics | undefined;

/** Nothing is known of any table. */
export const noStatistics: StatisticsLookup = () => undefined;

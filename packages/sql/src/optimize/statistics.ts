import type { TableInfo } from '../bind/catalog.ts';
import type { ValuesInSight } from './values-in-sight.ts';

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
  /** Some of the present values as numbers, ascending, each row as likely as any other. */
  readonly sample?: readonly number[];
}

/** Where the optimizer asks; `undefined` for a table of which nothing is known. */
export interface StatisticsLookup {
  (table: TableInfo): TableStatistics | undefined;
  /** The values that the plan is made for, if it may depend on them. */
  readonly sight?: ValuesInSight;
}

/** Nothing is known of any table. */
export const noStatistics: StatisticsLookup = () => undefined;

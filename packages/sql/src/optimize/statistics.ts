import type { TableInfo } from '../bind/catalog.ts';
import type { PlanBound } from '../plan/plan.ts';

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

/** The bounds that a condition sets to a column of which a sample is known. */
export interface BoundedRange {
  readonly lower: PlanBound | undefined;
  readonly upper: PlanBound | undefined;
  readonly known: ColumnStatistics;
}

/** The values that a plan is made for. It holds for others where they decide the same. */
export interface Sight {
  /** Whether the bounds leave at most `most` of the rows, 0 to 1; `undefined` if that is not known. */
  isNarrow(bounds: BoundedRange, most: number): boolean | undefined;
}

/** Where the optimizer asks; `undefined` for a table of which nothing is known. */
export interface StatisticsLookup {
  (table: TableInfo): TableStatistics | undefined;
  /** The values that the plan is made for, if it may depend on them. */
  readonly sight?: Sight;
}

/** Nothing is known of any table. */
export const noStatistics: StatisticsLookup = () => undefined;

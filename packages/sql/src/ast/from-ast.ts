import type { Name, TableName } from './name.ts';
import type { Call, Expression, Query } from './query-ast.ts';

/** What FROM reads; `a, b` is a cross join, parentheses leave no trace. */
export type FromItem = FromTable | FromQuery | FromFunction | FromJoin;

export interface FromTable {
  readonly kind: 'table';
  readonly table: TableName;
  readonly alias: Name | undefined;
  /** New names of the first columns, of `AS alias (a, b)`. */
  readonly columns: readonly Name[];
  readonly at: number;
}

/** A derived table: `[LATERAL] (SELECT …) AS alias (a, b)`. */
export interface FromQuery {
  readonly kind: 'derived';
  readonly lateral: boolean;
  readonly query: Query;
  readonly alias: Name | undefined;
  readonly columns: readonly Name[];
  readonly at: number;
}

/**
 * The rows of functions side by side: `[LATERAL] f(…) [WITH ORDINALITY] AS alias (a, b)`, of several
 * `ROWS FROM (f(…), g(…))`.
 */
export interface FromFunction {
  readonly kind: 'function';
  readonly lateral: boolean;
  /** At least one. */
  readonly calls: readonly Call[];
  readonly ordinality: boolean;
  readonly alias: Name | undefined;
  readonly columns: readonly Name[];
  readonly at: number;
}

export interface FromJoin {
  readonly kind: 'join';
  readonly joinKind: JoinKind;
  readonly left: FromItem;
  readonly right: FromItem;
  readonly condition: JoinCondition;
  readonly at: number;
}

export type JoinKind = 'inner' | 'left' | 'right' | 'full';

/** `none` is of a cross join, which is an inner one. */
export type JoinCondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'natural' }
  | { readonly kind: 'on'; readonly predicate: Expression }
  | { readonly kind: 'using'; readonly columns: readonly Name[] };

import type { BoundExpression } from '../plan/expression.ts';
import type { AccessPath, Plan } from '../plan/plan.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { TableInfo, ViewInfo } from './catalog.ts';

/**
 * A statement over rows, bound and typed. Statements that change the catalog, users or sessions
 * are not bound here: their AST goes to whoever owns those.
 */
export type BoundStatement = BoundQuery | BoundInsert | BoundUpdate | BoundDelete;

interface BoundBase {
  /** Types of `$1…$n`, then of the lifted literals by slot: the layout of `context.parameters`. */
  readonly parameterTypes: readonly SqlType[];
  /** How many of them are the user's `$n`. */
  readonly userParameterCount: number;
  /**
   * Slots of literals whose value binding has looked at (LIMIT, ORDER BY 1, type lengths …). The
   * plan holds for another text of the same shape only if these literals are equal.
   */
  readonly pinnedSlots: readonly number[];
  /** Tables read or written, also behind views, for authorisation; each once. */
  readonly tables: readonly TableInfo[];
  /** Those of them that are read: all of a query, those of the subqueries of a write. */
  readonly reads: readonly TableInfo[];
  /** Tables and views that the text itself names; each once. */
  readonly relations: readonly (TableInfo | ViewInfo)[];
}

export interface BoundQuery extends BoundBase {
  readonly kind: 'query';
  readonly plan: Plan;
  /** Per output column: the table column that it is, unchanged, if it is one. */
  readonly origins: readonly ({ readonly table: TableInfo; readonly column: number } | undefined)[];
}

export interface BoundInsert extends BoundBase {
  readonly kind: 'insert';
  readonly table: TableInfo;
  /**
   * One row-free expression per user column of the table (`TableInfo.columns` less the system
   * ones) in table order, typed as the column; defaults are filled in. None with a `source`.
   */
  readonly rows: readonly (readonly BoundExpression[])[];
  /** A plan that gives the rows: the same columns. */
  readonly source: Plan | undefined;
}

export interface BoundUpdate extends BoundBase {
  readonly kind: 'update';
  readonly table: TableInfo;
  /** Over a row of all `table.columns`, typed as the assigned column. */
  readonly assignments: readonly { readonly column: number; readonly value: BoundExpression }[];
  /** Over a row of all `table.columns`; `undefined`: every row. Complete: implies `access`. */
  readonly predicate: BoundExpression | undefined;
  readonly access: AccessPath;
}

export interface BoundDelete extends BoundBase {
  readonly kind: 'delete';
  readonly table: TableInfo;
  readonly predicate: BoundExpression | undefined;
  readonly access: AccessPath;
}

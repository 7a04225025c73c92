import type { MergeMatch } from '../ast/ast.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { AccessPath, CommonDefinition, Plan } from '../plan/plan.ts';
import type { Schema } from '../types/schema.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { TableInfo, ViewInfo } from './catalog.ts';

/**
 * A statement over rows, bound and typed. Statements that change the catalog, users or sessions
 * are not bound here: their AST goes to whoever owns those.
 */
export type BoundStatement = BoundPlainStatement | BoundWithWrites;

/** A statement that is run as a whole. */
export type BoundPlainStatement = BoundQuery | BoundWrite;

export type BoundWrite = BoundInsert | BoundUpdate | BoundDelete | BoundMerge;

interface BoundBase {
  /** Types of `$1…$n`, then of the lifted literals by slot: the layout of `context.parameters`. */
  readonly parameterTypes: readonly SqlType[];
  /** How many of them are the user's `$n`. */
  readonly userParameterCount: number;
  /** The `n` of `$n` that the statement names, ascending; `$1` may be missing where `$2` is. */
  readonly userParameters: readonly number[];
  /**
   * Slots of literals whose value binding has looked at (LIMIT, ORDER BY 1, type lengths …). The
   * plan holds for another text of the same shape only if these literals are equal.
   */
  readonly pinnedSlots: readonly number[];
  /** Likewise only if just those of these literals are equal that are. */
  readonly repeats: readonly LiteralRepeat[];
  /** Tables read or written, also behind views, for authorisation; each once. */
  readonly tables: readonly TableInfo[];
  /** Those of them that are read: all of a query, those of the subqueries of a write. */
  readonly reads: readonly TableInfo[];
  /** Tables with rows that it locks; each once. */
  readonly locked: readonly TableInfo[];
  /** Tables and views that the text itself names; each once. */
  readonly relations: readonly (TableInfo | ViewInfo)[];
}

/** Literals, by slot, that the alternatives of an OR repeat, and whether in each pair they are equal. */
export interface LiteralRepeat {
  readonly slots: readonly (readonly [number, number])[];
  readonly equal: boolean;
}

/** Per output column: the table column that it is, unchanged, if it is one. */
type Origins = readonly ({ readonly table: TableInfo; readonly column: number } | undefined)[];

export interface BoundQuery extends BoundBase {
  readonly kind: 'query';
  readonly plan: Plan;
  readonly origins: Origins;
}

/** What a statement that writes gives of each row: of a deleted one as it was. */
export interface BoundReturning {
  readonly schema: Schema;
  /**
   * Over a row of all `table.columns`, with FROM or USING one of the other tables behind it; of
   * MERGE over a row as its source gives, with the action's name behind it.
   */
  readonly expressions: readonly BoundExpression[];
  readonly origins: Origins;
}

/** A statement that writes rows of one table. */
interface BoundTableWrite extends BoundBase {
  readonly table: TableInfo;
  readonly returning: BoundReturning | undefined;
}

/** UPDATE or DELETE: a statement that looks for rows to change. */
interface BoundChange extends BoundTableWrite {
  /**
   * With FROM or USING: the rows of all `table.columns`, each with a row of the other tables behind
   * it, for which `predicate` holds. `undefined`: rows of the table alone, by `access`.
   */
  readonly source: Plan | undefined;
  /** Over such a row; `undefined`: every row. Complete: implies `access`. */
  readonly predicate: BoundExpression | undefined;
  readonly access: AccessPath;
}

/** A column, as an index into `table.columns`, and its new value, typed as the column. */
export interface BoundAssignment {
  readonly column: number;
  readonly value: BoundExpression;
}

/** ON CONFLICT. */
export interface BoundConflict {
  /** What decides whether rows are in conflict; `undefined`: the key and every unique index. */
  readonly arbiters: ConflictArbiters | undefined;
  /** `undefined`: the row is left out. */
  readonly update: BoundConflictUpdate | undefined;
}

export interface ConflictArbiters {
  readonly primaryKey: boolean;
  /** Ids. */
  readonly indexes: readonly number[];
}

/** Over the row that is there, of all `table.columns`, and the new one, of its user columns, behind it. */
export interface BoundConflictUpdate {
  readonly assignments: readonly BoundAssignment[];
  /** `undefined`: every row. */
  readonly predicate: BoundExpression | undefined;
}

export interface BoundInsert extends BoundTableWrite {
  readonly kind: 'insert';
  /**
   * One row-free expression per user column of the table (`TableInfo.columns` less the system
   * ones) in table order, typed as the column; defaults are filled in. None with a `source`.
   */
  readonly rows: readonly (readonly BoundExpression[])[];
  /** A plan that gives the rows: the same columns. */
  readonly source: Plan | undefined;
  readonly conflict: BoundConflict | undefined;
}

export interface BoundUpdate extends BoundChange {
  readonly kind: 'update';
  /** Over the rows of `predicate`. */
  readonly assignments: readonly BoundAssignment[];
}

export interface BoundDelete extends BoundChange {
  readonly kind: 'delete';
}

export interface BoundMerge extends BoundTableWrite {
  readonly kind: 'merge';
  /**
   * Rows of the source, a column that is TRUE, and rows of all `table.columns`, beside each other
   * where `on` holds. NULLs stand for the missing side of a row that is alone, as far as `clauses`
   * are about such rows.
   */
  readonly source: Plan;
  /** Over such a row, of both sides. */
  readonly on: BoundExpression;
  readonly clauses: readonly BoundMergeClause[];
}

/** `condition` and what `action` has are over the rows of the statement's source. */
export interface BoundMergeClause {
  readonly match: MergeMatch;
  readonly condition: BoundExpression | undefined;
  readonly action: BoundMergeAction;
}

export type BoundMergeAction =
  | { readonly kind: 'update'; readonly assignments: readonly BoundAssignment[] }
  | { readonly kind: 'delete' }
  /** Values as those of INSERT. */
  | { readonly kind: 'insert'; readonly values: readonly BoundExpression[] }
  | { readonly kind: 'nothing' };

/** A write behind a WITH, or any statement behind one of which some members write. */
export interface BoundWithWrites extends BoundBase {
  readonly kind: 'with-writes';
  /** Each may read those before it, by `id`; what writes is done in this order. */
  readonly members: readonly BoundMember[];
  /** Gives the answer, and is done last. */
  readonly main: BoundPlainStatement;
}

export type BoundMember = CommonDefinition | CommonWriteDefinition;

/** A table of WITH whose rows are those that a statement returns. */
export interface CommonWriteDefinition {
  /** Unique within the whole statement. */
  readonly id: number;
  /** For EXPLAIN and errors. */
  readonly name: string;
  readonly write: BoundWrite;
}

/** What a statement has of its own; the rest is gathered while it is bound. */
export type Own<S extends BoundStatement> = Omit<S, keyof BoundBase | 'kind'>;

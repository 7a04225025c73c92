import type { Name, TableName } from './name.ts';
import type { CommonTable, Expression, FromItem, Query, SelectItem, With } from './query-ast.ts';
import type { WithMember, WithNode } from './with-ast.ts';

/** What every statement that writes rows of one table has. */
interface Write {
  readonly with: With | undefined;
  readonly table: TableName;
  /** What the statement calls the table. */
  readonly alias: Name | undefined;
  /** Empty: the statement gives no rows. */
  readonly returning: readonly SelectItem[];
  readonly at: number;
}

/** `column = value` or `(columns) = (query)`, which gives a row at most. */
export type Assignment =
  | { readonly column: Name; readonly value: Expression }
  | { readonly columns: readonly Name[]; readonly query: Query; readonly at: number };

/** ON CONFLICT: what becomes of a row that may not be beside another one. */
export interface OnConflict {
  /** `undefined`: a conflict with any row. */
  readonly target: ConflictTarget | undefined;
  /** `undefined`: DO NOTHING. */
  readonly update: ConflictUpdate | undefined;
  readonly at: number;
}

/** By what two rows are in conflict. */
export type ConflictTarget =
  | {
      readonly kind: 'keys';
      readonly keys: readonly Expression[];
      readonly where: Expression | undefined;
      readonly at: number;
    }
  | { readonly kind: 'constraint'; readonly name: Name };

export interface ConflictUpdate {
  readonly assignments: readonly Assignment[];
  readonly where: Expression | undefined;
}

export interface Insert extends Write {
  readonly kind: 'insert';
  /** Empty: all user columns in order. */
  readonly columns: readonly Name[];
  /** What VALUES lists; one row without values is DEFAULT VALUES. None where `query` gives them. */
  readonly rows: readonly (readonly Expression[])[];
  readonly query: Query | undefined;
  readonly onConflict: OnConflict | undefined;
  readonly overriding?: Overriding | undefined;
}

/** What becomes of values for identity columns: `system`: they are taken; `user`: left out. */
export type Overriding = 'system' | 'user';

/** UPDATE or DELETE: rows of the table, each beside the rows of other tables. */
interface Change extends Write {
  /** FROM of UPDATE, USING of DELETE. */
  readonly from: FromItem | undefined;
  readonly where: Expression | undefined;
}

export interface Update extends Change {
  readonly kind: 'update';
  readonly assignments: readonly Assignment[];
}

export interface Delete extends Change {
  readonly kind: 'delete';
}

/**
 * Which rows a WHEN clause of MERGE is about: rows of the table beside one of the source, rows of the
 * source beside none of the table, rows of the table beside none of the source.
 */
export type MergeMatch = 'matched' | 'not-matched' | 'not-matched-by-source';

export type MergeAction =
  | { readonly kind: 'update'; readonly assignments: readonly Assignment[] }
  | { readonly kind: 'delete' }
  | {
      readonly kind: 'insert';
      /** Empty: all user columns in order. */
      readonly columns: readonly Name[];
      readonly overriding: Overriding | undefined;
      /** Empty: DEFAULT VALUES. */
      readonly values: readonly Expression[];
      readonly at: number;
    }
  | { readonly kind: 'nothing' };

/** `WHEN … [AND condition] THEN action`: the first one that holds for a row decides about it. */
export interface MergeClause {
  readonly match: MergeMatch;
  readonly condition: Expression | undefined;
  readonly action: MergeAction;
  readonly at: number;
}

export interface Merge extends Write {
  readonly kind: 'merge';
  /** USING. */
  readonly source: FromItem;
  readonly on: Expression;
  readonly clauses: readonly MergeClause[];
}

/** A statement that writes rows of one table. */
export type WriteStatement = Insert | Update | Delete | Merge;

/** `name (a, b) AS (statement)`: a member of WITH that writes. Its rows are those of RETURNING. */
export interface CommonWrite extends WithMember {
  readonly statement: WriteStatement;
}

/** A statement behind a WITH of which at least one member writes. */
export interface WithWrites {
  readonly kind: 'with-writes';
  readonly with: WithNode<CommonTable | CommonWrite>;
  /** Gives the answer. It has no WITH of its own. */
  readonly main: Query | WriteStatement;
  readonly at: number;
}

/** A query behind a WITH that writes. */
export interface WritingQuery extends WithWrites {
  readonly main: Query;
}

/** TRUNCATE of some tables: all of their rows, at once. */
export interface Truncate {
  readonly kind: 'truncate';
  readonly tables: readonly TableName[];
  /** Sequences of their columns begin anew. */
  readonly restartIdentity: boolean;
  /** Also the tables that reference one of them. */
  readonly cascade: boolean;
  readonly at: number;
}

import type { IdentityGeneration, Query } from '../ast/ast.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { SqlType } from '../types/sql-type.ts';

/** What binding needs to know of a column. Its index in `TableInfo.columns` is its identity here. */
export interface ColumnInfo {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Volatile or constant default, typed as the column; `undefined` means NULL. */
  readonly defaultValue: BoundExpression | undefined;
  /** Its value is computed from others of the row: no statement gives it. Absent: it is not. */
  readonly generated?: boolean | undefined;
  /** An identity column, whose default draws from its sequence: whether it takes other values. */
  readonly identity?: IdentityGeneration | undefined;
  /** System columns (`_seq`, `_deleted`) are selectable by name, not part of `*`, never written. */
  readonly system: boolean;
}

/** A table as the binder and optimiser see it. Frozen: a schema change makes a new one. */
export interface TableInfo {
  /** Stable identity, never reused; execution opens tables by it. */
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  /** Those of the system, and sequences, can only be read. */
  readonly kind: 'user' | 'shared' | 'stream' | 'system' | 'sequence';
  /** User columns in order of creation, then system columns. */
  readonly columns: readonly ColumnInfo[];
  /** Indexes into `columns`, in key order; empty for a table without a key. */
  readonly primaryKey: readonly number[];
  /** What the primary key is called; absent: what PostgreSQL calls one without a name. */
  readonly primaryKeyName?: string | undefined;
  /** Those that may be read, by id. */
  readonly indexes: readonly IndexInfo[];
}

/**
 * Rows of a table by other values than the primary key's. Rows come in the order of the keys, those
 * that are equal in that of the primary key. Deleted rows are in no index.
 */
export interface IndexInfo {
  /** Stable identity, never reused; execution reads indexes by it. */
  readonly id: number;
  readonly name: string;
  /** No two rows have equal keys, unless one of them is NULL. */
  readonly unique: boolean;
  readonly keys: readonly IndexKey[];
  /** Over rows of all columns; rows for which it is not true are not in the index. */
  readonly predicate: BoundExpression | undefined;
}

/** Immutable, over rows of all columns of the table. */
export interface IndexKey {
  readonly expression: BoundExpression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** A stored query with a name. Frozen: replacing the view makes a new one. */
export interface ViewInfo {
  readonly namespace: string;
  readonly name: string;
  readonly columns: readonly ViewColumn[];
  /** What is bound in place of the name. Reading it may throw SqlError. */
  readonly query: Query;
  /** Where its tables without a namespace are looked for. */
  readonly queryNamespace: string;
}

/** A column of a view, as its query gave it when the view was made. */
export interface ViewColumn {
  readonly name: string;
  /** What the query itself calls it. */
  readonly queryName: string;
  /** As `typeName` spells it. */
  readonly type: string;
}

/**
 * The tables and views that names may refer to, at one schema version. Names arrive folded to lower case.
 * Absence is `undefined`; implementations never throw for an unknown name.
 */
export interface Catalog {
  /** Also a sequence, which reads as a table of one row. */
  table(namespace: string, name: string): TableInfo | undefined;
  /** No view has the name of a table of its namespace. */
  view(namespace: string, name: string): ViewInfo | undefined;
  hasNamespace(namespace: string): boolean;
  /** Names of tables and views for "did you mean"; bounded by the implementation. */
  tableNames(namespace: string): readonly string[];
}

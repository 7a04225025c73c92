import type { Locking } from './locking-ast.ts';
import type { Name, TableName, TypeName } from './name.ts';

/** What FROM reads, of queries `Q`, calls `C` and expressions `E`. */
export type FromNode<Q, C, E> =
  | FromTable
  | FromQueryNode<Q>
  | FromFunctionNode<C>
  | FromJoinNode<Q, C, E>;

export interface FromTable {
  readonly kind: 'table';
  readonly table: TableName;
  readonly alias: Name | undefined;
  /** New names of the first columns, of `AS alias (a, b)`. */
  readonly columns: readonly Name[];
  /** Of a view: what the query around says of the rows behind it. Not written here. */
  readonly locking?: readonly Locking[] | undefined;
  readonly at: number;
}

/** A derived table: `[LATERAL] (SELECT …) AS alias (a, b)`. */
export interface FromQueryNode<Q> {
  readonly kind: 'derived';
  readonly lateral: boolean;
  readonly query: Q;
  readonly alias: Name | undefined;
  readonly columns: readonly Name[];
  readonly at: number;
}

/**
 * The rows of functions side by side: `[LATERAL] f(…) [WITH ORDINALITY] AS alias (a, b)`, of several
 * `ROWS FROM (f(…), g(…))`.
 */
export interface FromFunctionNode<C> {
  readonly kind: 'function';
  readonly lateral: boolean;
  /** At least one. */
  readonly calls: readonly C[];
  readonly ordinality: boolean;
  readonly alias: Name | undefined;
  readonly columns: readonly Name[];
  /** The columns of a function of records, of `AS alias (a type, …)`; else none. */
  readonly definitions: readonly RecordColumnNode[];
  readonly at: number;
}

export interface RecordColumnNode {
  readonly name: Name;
  readonly type: TypeName;
}

export interface FromJoinNode<Q, C, E> {
  readonly kind: 'join';
  readonly joinKind: JoinKind;
  readonly left: FromNode<Q, C, E>;
  readonly right: FromNode<Q, C, E>;
  readonly condition: JoinConditionNode<E>;
  readonly at: number;
}

export type JoinKind = 'inner' | 'left' | 'right' | 'full';

/** `none` is of a cross join, which is an inner one. */
export type JoinConditionNode<E> =
  | { readonly kind: 'none' }
  | { readonly kind: 'natural' }
  | { readonly kind: 'on'; readonly predicate: E }
  | {
      readonly kind: 'using';
      readonly columns: readonly Name[];
      /** What the merged columns are called as a table, of `USING (a, b) AS alias`. */
      readonly alias: Name | undefined;
    };

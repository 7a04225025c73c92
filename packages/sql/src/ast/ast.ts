/**
 * Statements as written: names unresolved, types as spelled. `at` is the offset of the node's first
 * character in the text. Identifiers are folded to lower case by the parser.
 */

import type { AlterTable } from './alter-ast.ts';
import type {
  ArrayConstructorNode,
  ArrayQueryNode,
  QuantifiedArrayNode,
  SliceNode,
  SubscriptNode,
} from './array-ast.ts';
import type {
  AlterNamespace,
  CreateNamespace,
  DropIndex,
  DropNamespace,
  DropTable,
  DropView,
  RenameObject,
  TableOption,
} from './catalog-ast.ts';
import type { ColumnDefinition, TableConstraint } from './column-ast.ts';
import type { Comment } from './comment-ast.ts';
import type { ExplainOptions } from './explain-ast.ts';
import type { Analyze, Reindex } from './maintenance-ast.ts';
import type { Name, TableName } from './name.ts';
import type { Deallocate, Execute, PrepareNode } from './prepare-ast.ts';
import type { Expression, OrderItem, Query } from './query-ast.ts';
import type { AlterSequence, CreateSequence, DropSequence } from './sequence-ast.ts';
import type { ResetParameters, SetParameter, ShowParameter, Use } from './session-ast.ts';
import type {
  Describe,
  ShowCreate,
  ShowFunctions,
  ShowIndexes,
  ShowNamespaces,
  ShowSequences,
  ShowStats,
  ShowTables,
  ShowViews,
} from './show-ast.ts';
import type { TransactionStatement } from './transaction-ast.ts';
import type { AlterUser, CreateUser, DropUser } from './user-ast.ts';
import type { Truncate, WithWrites, WriteStatement, WritingQuery } from './write-ast.ts';

export type * from './alter-ast.ts';
export type * from './catalog-ast.ts';
export type * from './column-ast.ts';
export type * from './comment-ast.ts';
export type * from './explain-ast.ts';
export type { FromTable, JoinKind, RecordColumnNode } from './from-ast.ts';
export type * from './locking-ast.ts';
export type * from './maintenance-ast.ts';
export type { Name, TableName, TypeName } from './name.ts';
export type * from './operator-ast.ts';
export type { Deallocate, Execute, ExecuteTarget } from './prepare-ast.ts';
export type * from './query-ast.ts';
export type * from './sequence-ast.ts';
export type * from './session-ast.ts';
export type * from './show-ast.ts';
export type * from './transaction-ast.ts';
export type * from './user-ast.ts';
export type { WithMember, WithNode } from './with-ast.ts';
export type * from './write-ast.ts';

export type ArrayConstructor = ArrayConstructorNode<Expression>;
export type ArrayQuery = ArrayQueryNode<Query>;
export type QuantifiedArray = QuantifiedArrayNode<Expression>;
export type Subscript = SubscriptNode<Expression>;
export type Slice = SliceNode<Expression>;
export type Prepare = PrepareNode<RowStatement>;

/** A statement that is bound to a plan. */
export type RowStatement = Query | WriteStatement | WithWrites;

export type Statement =
  | RowStatement
  | Truncate
  | Explain
  | CreateNamespace
  | AlterNamespace
  | DropNamespace
  | CreateTable
  | CreateTableAs
  | AlterTable
  | DropTable
  | CreateView
  | CreateIndex
  | DropIndex
  | RenameObject
  | Reindex
  | Analyze
  | DropView
  | CreateSequence
  | AlterSequence
  | DropSequence
  | ShowNamespaces
  | ShowTables
  | ShowViews
  | ShowIndexes
  | ShowSequences
  | ShowFunctions
  | ShowCreate
  | ShowStats
  | Describe
  | Comment
  | CreateUser
  | AlterUser
  | DropUser
  | ExecuteAsUser
  | Prepare
  | Execute
  | Deallocate
  | Use
  | SetParameter
  | ResetParameters
  | ShowParameter
  | Subscribe
  | TransactionStatement;

export type StatementKind = Statement['kind'];

/** `EXPLAIN [ANALYZE] statement` or `EXPLAIN (option [value], …) statement`. */
export interface Explain {
  readonly kind: 'explain';
  readonly statement: RowStatement | Execute;
  readonly options: ExplainOptions;
  readonly at: number;
}

export interface CreateTable {
  readonly kind: 'create-table';
  /** From CREATE USER | SHARED | STREAM TABLE; `undefined` when only WITH (TYPE = …) may say. */
  readonly tableKind: 'user' | 'shared' | 'stream' | undefined;
  readonly table: TableName;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  /** The table constraint PRIMARY KEY (a, b); empty when absent. */
  readonly primaryKey: readonly Name[];
  /** The name of that one. */
  readonly primaryKeyName?: Name | undefined;
  /** Those of columns first. */
  readonly constraints: readonly TableConstraint[];
  readonly options: readonly TableOption[];
  readonly at: number;
}

/** CREATE TABLE … AS query, and SELECT … INTO. */
export interface CreateTableAs {
  readonly kind: 'create-table-as';
  readonly tableKind: CreateTable['tableKind'];
  readonly table: TableName;
  readonly ifNotExists: boolean;
  /** New names of the first columns; empty: those of the query. */
  readonly columns: readonly Name[];
  /** Empty when absent. */
  readonly primaryKey: readonly Name[];
  readonly options: readonly TableOption[];
  readonly query: Query | WritingQuery;
  /** False: the table stays empty, and nothing is written. */
  readonly withData: boolean;
  readonly at: number;
}

export interface CreateIndex {
  readonly kind: 'create-index';
  /** `undefined`: one is made up. An index is in its table's namespace. */
  readonly name: Name | undefined;
  readonly table: TableName;
  readonly unique: boolean;
  /** Whether a NULL differs from every other one, where that matters. */
  readonly nullsDistinct: boolean;
  readonly ifNotExists: boolean;
  readonly keys: readonly OrderItem[];
  /** Only rows for which this is true are in the index. */
  readonly where: Expression | undefined;
  readonly at: number;
}

export interface CreateView {
  readonly kind: 'create-view';
  readonly view: TableName;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  /** New names of the first columns; empty: those of the query. */
  readonly columns: readonly Name[];
  readonly query: Query;
  /** The query's own text, which is what is kept. */
  readonly queryText: string;
  readonly at: number;
}

export interface ExecuteAsUser {
  readonly kind: 'execute-as-user';
  readonly user: Name;
  readonly statement: Statement;
  readonly at: number;
}

/** SUBSCRIBE TO t [WHERE …] is parsed as SELECT * FROM t [WHERE …]. */
export interface Subscribe {
  readonly kind: 'subscribe';
  readonly query: Query;
  /** The query's own text, as a client must send it over the socket. */
  readonly queryText: string;
  readonly options: readonly TableOption[];
  readonly at: number;
}

/** One statement of a text with the part of the text it came from: [start, end). */
export interface ParsedStatement {
  readonly statement: Statement;
  readonly start: number;
  readonly end: number;
}

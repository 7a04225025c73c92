/**
 * Statements and expressions as written: names unresolved, types as spelled. `at` is the offset of
 * the node's first character in the text. Identifiers are folded to lower case by the parser.
 */

import type {
  CreateNamespace,
  Describe,
  DropNamespace,
  DropTable,
  DropView,
  ShowNamespaces,
  ShowTables,
  TableOption,
} from './catalog-ast.ts';
import type { Name, TableName } from './name.ts';
import type { BinaryOperator, UnaryOperator } from './operator-ast.ts';
import type { AlterUser, CreateUser, DropUser } from './user-ast.ts';

export type * from './catalog-ast.ts';
export type { Name, TableName } from './name.ts';
export type * from './operator-ast.ts';
export type * from './user-ast.ts';

/** A type as spelled: `varchar(20)` → name "varchar", arguments [20]; words joined by one space. */
export interface TypeName {
  readonly name: string;
  readonly arguments: readonly number[];
  readonly at: number;
}

// Expressions

export type Expression =
  | Literal
  | Parameter
  | ColumnReference
  | Unary
  | Binary
  | IsNull
  | IsTruth
  | Like
  | Between
  | InList
  | Case
  | Cast
  | Collate
  | Call
  | NamedArgument
  | Star
  | DefaultKeyword;

/**
 * A literal. `slot` numbers the literals of the whole text in order of appearance (0-based) as
 * `fingerprint` lifts them; `undefined` for TRUE, FALSE, NULL and texts that are not lifted.
 * Numbers keep their digits; strings and bytes are unescaped.
 */
export interface Literal {
  readonly kind: 'literal';
  readonly literal:
    | { readonly kind: 'null' }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'number'; readonly digits: string }
    | { readonly kind: 'string'; readonly text: string };
  readonly slot: number | undefined;
  readonly at: number;
}

/** `$n`, 1-based as written. */
export interface Parameter {
  readonly kind: 'parameter';
  readonly number: number;
  readonly at: number;
}

/** `a`, `t.a` or `ns.t.a`; `path` is outermost first. */
export interface ColumnReference {
  readonly kind: 'column';
  readonly path: readonly Name[];
  readonly at: number;
}

export interface Unary {
  readonly kind: 'unary';
  readonly operator: UnaryOperator;
  readonly operand: Expression;
  readonly at: number;
}

/** `at` is the operator's offset. */
export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly at: number;
}

export interface IsNull {
  readonly kind: 'is-null';
  readonly operand: Expression;
  readonly negated: boolean;
  readonly at: number;
}

/** `IS [NOT] TRUE | FALSE | UNKNOWN` (value null = UNKNOWN). */
export interface IsTruth {
  readonly kind: 'is-truth';
  readonly operand: Expression;
  readonly value: boolean | null;
  readonly negated: boolean;
  readonly at: number;
}

export interface Like {
  readonly kind: 'like';
  readonly operand: Expression;
  readonly pattern: Expression;
  readonly escape: Expression | undefined;
  readonly verb: 'like' | 'ilike' | 'similar to';
  readonly negated: boolean;
  readonly at: number;
}

export interface Between {
  readonly kind: 'between';
  readonly operand: Expression;
  readonly lower: Expression;
  readonly upper: Expression;
  readonly negated: boolean;
  readonly at: number;
}

export interface InList {
  readonly kind: 'in-list';
  readonly operand: Expression;
  readonly list: readonly Expression[];
  readonly negated: boolean;
  readonly at: number;
}

export interface Case {
  readonly kind: 'case';
  readonly operand: Expression | undefined;
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression | undefined;
  readonly at: number;
}

export interface Cast {
  readonly kind: 'cast';
  readonly operand: Expression;
  readonly type: TypeName;
  readonly at: number;
}

/** `operand COLLATE name`; `collation` is outermost first. */
export interface Collate {
  readonly kind: 'collate';
  readonly operand: Expression;
  readonly collation: readonly Name[];
  readonly at: number;
}

/** `name => value`, only as an argument of a call. */
export interface NamedArgument {
  readonly kind: 'named-argument';
  readonly name: Name;
  readonly value: Expression;
  readonly at: number;
}

/**
 * A function call; also the keywords that are functions (CURRENT_USER, CURRENT_TIMESTAMP …), with
 * no arguments. `COUNT(*)` has the single argument `star`.
 */
export interface Call {
  readonly kind: 'call';
  readonly name: Name;
  readonly arguments: readonly Expression[];
  readonly distinct: boolean;
  /** Of an ordered aggregate: in the parentheses, or of WITHIN GROUP. */
  readonly orderBy: readonly OrderItem[];
  readonly withinGroup: boolean;
  readonly filter: Expression | undefined;
  readonly at: number;
}

/** `*` or `t.*`, in a select list or as the argument of COUNT. */
export interface Star {
  readonly kind: 'star';
  readonly table: readonly Name[];
  readonly at: number;
}

/** DEFAULT in VALUES or SET. */
export interface DefaultKeyword {
  readonly kind: 'default';
  readonly at: number;
}

// Queries

export interface SelectItem {
  readonly expression: Expression;
  readonly alias: Name | undefined;
}

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
  /** `undefined`: as PostgreSQL, NULLs last ascending and first descending. */
  readonly nulls: 'first' | 'last' | undefined;
}

/** What FROM reads; `a, b` is a cross join, parentheses leave no trace. */
export type FromItem = FromTable | FromQuery | FromJoin;

export interface FromTable {
  readonly kind: 'table';
  readonly table: TableName;
  readonly alias: Name | undefined;
  /** New names of the first columns, of `AS alias (a, b)`. */
  readonly columns: readonly Name[];
  readonly at: number;
}

/** A derived table: `(SELECT …) AS alias (a, b)`. */
export interface FromQuery {
  readonly kind: 'derived';
  readonly query: Query;
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

/** An element of GROUP BY: an expression, or what stands for several sets of them. */
export type GroupItem = Expression | GroupSet;

/**
 * `(a, b)` and `()` are lists, one set of all their expressions. ROLLUP and CUBE have expressions
 * and lists as items; GROUPING SETS any, each standing for sets of its own.
 */
export interface GroupSet {
  readonly kind: 'group-list' | 'rollup' | 'cube' | 'grouping-sets';
  readonly items: readonly GroupItem[];
  readonly at: number;
}

/** What gives rows, as a statement of its own or within another. */
export type Query = Select;

export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: FromItem | undefined;
  readonly where: Expression | undefined;
  readonly groupBy: readonly GroupItem[];
  /** GROUP BY DISTINCT: equal grouping sets count once. */
  readonly groupDistinct: boolean;
  readonly having: Expression | undefined;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expression | undefined;
  readonly offset: Expression | undefined;
  readonly at: number;
}

// Statements

export type Statement =
  | Query
  | Insert
  | Update
  | Delete
  | Explain
  | CreateNamespace
  | DropNamespace
  | CreateTable
  | DropTable
  | CreateView
  | DropView
  | ShowNamespaces
  | ShowTables
  | Describe
  | CreateUser
  | AlterUser
  | DropUser
  | ExecuteAsUser
  | Subscribe;

export type StatementKind = Statement['kind'];

export interface Insert {
  readonly kind: 'insert';
  readonly table: TableName;
  /** Empty: all user columns in order. */
  readonly columns: readonly Name[];
  readonly rows: readonly (readonly Expression[])[];
  readonly at: number;
}

export interface Update {
  readonly kind: 'update';
  readonly table: TableName;
  readonly assignments: readonly { readonly column: Name; readonly value: Expression }[];
  readonly where: Expression | undefined;
  readonly at: number;
}

export interface Delete {
  readonly kind: 'delete';
  readonly table: TableName;
  readonly where: Expression | undefined;
  readonly at: number;
}

export interface Explain {
  readonly kind: 'explain';
  readonly statement: Query | Insert | Update | Delete;
  readonly at: number;
}

export interface ColumnDefinition {
  readonly name: Name;
  readonly type: TypeName;
  /** `undefined` when neither NULL nor NOT NULL is written. */
  readonly nullable: boolean | undefined;
  readonly primaryKey: boolean;
  readonly defaultValue: Expression | undefined;
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
  readonly options: readonly TableOption[];
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
  readonly query: Select;
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

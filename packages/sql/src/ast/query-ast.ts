/**
 * Expressions and queries as written, which contain each other: names unresolved, types as spelled.
 * `at` is the offset of the node's first character in the text.
 */

import type {
  ArrayConstructorNode,
  ArrayQueryNode,
  QuantifiedArrayNode,
  SliceNode,
  SubscriptNode,
} from './array-ast.ts';
import type {
  FromFunctionNode,
  FromJoinNode,
  FromNode,
  FromQueryNode,
  JoinConditionNode,
} from './from-ast.ts';
import type { Locking } from './locking-ast.ts';
import type { Name, TypeName } from './name.ts';
import type { BinaryOperator, QuantifiedOperator, UnaryOperator } from './operator-ast.ts';
import type { CommonTableNode, WithNode } from './with-ast.ts';

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
  | Row
  | Subquery
  | Exists
  | InQuery
  | Quantified
  | QuantifiedArrayNode<Expression>
  | Case
  | Cast
  | Collate
  | ArrayConstructorNode<Expression>
  | ArrayQueryNode<Query>
  | SubscriptNode<Expression>
  | SliceNode<Expression>
  | Call
  | NamedArgument
  | WindowCall
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
  /** The bounds may stand in either order. */
  readonly symmetric: boolean;
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

/** `(a, b)` or `ROW(a, b)`; only the latter may have fewer than two items. */
export interface Row {
  readonly kind: 'row';
  readonly items: readonly Expression[];
  readonly at: number;
}

/** `(query)` as a value. */
export interface Subquery {
  readonly kind: 'subquery';
  readonly query: Query;
  readonly at: number;
}

/** `EXISTS (query)`; NOT EXISTS is a `not` around it. */
export interface Exists {
  readonly kind: 'exists';
  readonly query: Query;
  readonly at: number;
}

/** `operand [NOT] IN (query)` */
export interface InQuery {
  readonly kind: 'in-query';
  readonly operand: Expression;
  readonly query: Query;
  readonly negated: boolean;
  readonly at: number;
}

/** `operand operator ANY | ALL (query)`; SOME is ANY. `at` is the operator's offset. */
export interface Quantified {
  readonly kind: 'quantified';
  readonly operator: QuantifiedOperator;
  readonly quantifier: 'any' | 'all';
  readonly operand: Expression;
  readonly query: Query;
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

// Windows

/** `call OVER window`: a function over the rows around each row. */
export interface WindowCall {
  readonly kind: 'window-call';
  readonly call: Call;
  readonly over: NamedWindowReference | WindowDefinition;
  readonly at: number;
}

/** `OVER w`: the window of that name as it is. */
export interface NamedWindowReference {
  readonly kind: 'window-name';
  readonly name: Name;
}

/** `(w PARTITION BY … ORDER BY … ROWS …)`: a window of its own, or one that adds to `base`. */
export interface WindowDefinition {
  readonly kind: 'window-definition';
  readonly base: Name | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: WindowFrame | undefined;
  readonly at: number;
}

/** `w AS (…)` of the WINDOW clause. */
export interface NamedWindow {
  readonly name: Name;
  readonly definition: WindowDefinition;
}

export type FrameMode = 'rows' | 'range' | 'groups';
export type FrameExclusion = 'no others' | 'current row' | 'group' | 'ties';

/** `ROWS | RANGE | GROUPS BETWEEN start AND end EXCLUDE …`. */
export interface WindowFrame {
  readonly mode: FrameMode;
  readonly start: FrameBound;
  /** `undefined` where it is not written: up to the current row. */
  readonly end: FrameBound | undefined;
  readonly exclusion: FrameExclusion;
  readonly at: number;
}

/** Where a frame begins or ends. */
export type FrameBound =
  | {
      readonly kind: 'unbounded-preceding' | 'current-row' | 'unbounded-following';
      readonly at: number;
    }
  | {
      readonly kind: 'preceding' | 'following';
      readonly offset: Expression;
      readonly at: number;
    };

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
export type FromItem = FromNode<Query, Call, Expression>;
export type FromQuery = FromQueryNode<Query>;
export type FromFunction = FromFunctionNode<Call>;
export type FromJoin = FromJoinNode<Query, Call, Expression>;
export type JoinCondition = JoinConditionNode<Expression>;

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
export type Query = Select | SetOperation | ValuesQuery;

/** What may stand around any query; parentheses leave no trace. */
export interface QueryClauses {
  readonly with: With | undefined;
  readonly orderBy: readonly OrderItem[];
  /** LIMIT or FETCH FIRST; `undefined` for LIMIT ALL too. */
  readonly limit: Expression | undefined;
  /** FETCH … WITH TIES: rows that sort with the last one come too. */
  readonly withTies: boolean;
  readonly offset: Expression | undefined;
  readonly locking: readonly Locking[];
}

/** WITH of queries. */
export type With = WithNode<CommonTable>;
export type CommonTable = CommonTableNode<Query>;

/** `TABLE t` is parsed as SELECT * FROM t. */
export interface Select extends QueryClauses {
  readonly kind: 'select';
  readonly distinct: boolean;
  /** The expressions of DISTINCT ON (…), which is also `distinct`; else empty. */
  readonly distinctOn: readonly Expression[];
  readonly items: readonly SelectItem[];
  readonly from: FromItem | undefined;
  readonly where: Expression | undefined;
  readonly groupBy: readonly GroupItem[];
  /** GROUP BY DISTINCT: equal grouping sets count once. */
  readonly groupDistinct: boolean;
  readonly having: Expression | undefined;
  /** The windows of the WINDOW clause. */
  readonly windows: readonly NamedWindow[];
  readonly at: number;
}

/** `left UNION | INTERSECT | EXCEPT [ALL] right`; `at` is where the left one begins. */
export interface SetOperation extends QueryClauses {
  readonly kind: 'set-operation';
  readonly operator: SetOperator;
  readonly all: boolean;
  readonly left: Query;
  readonly right: Query;
  readonly at: number;
}

export type SetOperator = 'union' | 'intersect' | 'except';

/** `VALUES (a, b), (c, d)`; at least one row, each of at least one expression. */
export interface ValuesQuery extends QueryClauses {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expression[])[];
  readonly at: number;
}

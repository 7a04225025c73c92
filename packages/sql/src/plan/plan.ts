import type { FrameExclusion, FrameMode, LockWait } from '../ast/ast.ts';
import type { IndexInfo, TableInfo } from '../bind/catalog.ts';
import type {
  AggregateFunction,
  SetFunction,
  WindowFunctionName,
} from '../bind/functions/functions.ts';
import type { Schema } from '../types/schema.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { BoundExpression, BoundSubquery } from './expression.ts';

/**
 * A relational plan. Each node has the schema of its output; column indexes in its expressions
 * refer to the output of its input. The optimiser maps plans to plans of the same schema.
 */
export type Plan =
  | ScanPlan
  | ValuesPlan
  | JoinPlan
  | ApplyPlan
  | UnionPlan
  | SetPlan
  | WithPlan
  | CommonPlan
  | RecursivePlan
  | FilterPlan
  | ProjectPlan
  | ExpandPlan
  | AggregatePlan
  | WindowPlan
  | DistinctPlan
  | SortPlan
  | LimitPlan
  | LockPlan;

export interface ScanPlan {
  readonly kind: 'scan';
  readonly schema: Schema;
  readonly table: TableInfo;
  /** Indexes into the table's columns, in output order. */
  readonly columns: readonly number[];
  readonly access: AccessPath;
  readonly reverse: boolean;
  readonly limit: BoundExpression | undefined;
  readonly includeDeleted: boolean;
}

/**
 * How a scan finds its rows. Expressions are row-free (constants, parameters, stable calls) and
 * typed as the key column; a NULL at run time means that no row matches. `key-range` with all key
 * columns in `equal` reads at most one row. Rows come in the order of what they are found by.
 */
export type AccessPath =
  | { readonly kind: 'full' }
  | {
      readonly kind: 'key-range';
      readonly equal: readonly BoundExpression[];
      readonly lower: PlanBound | undefined;
      readonly upper: PlanBound | undefined;
    }
  /** The same over the keys of an index. Never with deleted rows. */
  | {
      readonly kind: 'index-range';
      readonly index: IndexInfo;
      readonly equal: readonly BoundExpression[];
      readonly lower: PlanBound | undefined;
      readonly upper: PlanBound | undefined;
    }
  /** The key behind those in `equal` has one of some values; a NULL among them finds nothing. */
  | {
      readonly kind: 'keys';
      /** `undefined`: the primary key. */
      readonly index: IndexInfo | undefined;
      readonly equal: readonly BoundExpression[];
      readonly oneOf: readonly BoundExpression[];
    }
  /** The first `keyCount` keys are what the lookup join around the scan asks for. */
  | {
      readonly kind: 'lookup';
      readonly index: IndexInfo | undefined;
      readonly keyCount: number;
    };

export interface PlanBound {
  readonly value: BoundExpression;
  readonly inclusive: boolean;
}

/** Literal rows; `SELECT 1` reads one row of no columns. Expressions are row-free. */
export interface ValuesPlan {
  readonly kind: 'values';
  readonly schema: Schema;
  readonly rows: readonly (readonly BoundExpression[])[];
}

/**
 * Rows of two inputs side by side: columns of the left one, then of the right one. Pairs belong
 * together where all keys are equal (NULL equals nothing) and the residual is true. An outer join
 * also gives the rows of the preserved side that have no partner, with NULLs for the other side. A
 * semi join gives the left rows that have a partner, each once, an anti join those that have none:
 * both have the left columns alone.
 */
export interface JoinPlan {
  readonly kind: 'join';
  readonly schema: Schema;
  readonly joinKind: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  readonly left: Plan;
  readonly right: Plan;
  readonly keys: readonly JoinKey[];
  /** Over the columns of both. */
  readonly residual: BoundExpression | undefined;
  /**
   * Indexes of the join's keys by which the scan on the right side, which has the access path
   * `lookup`, finds its rows, in the order of the scan's keys; absent: the right side is read once.
   */
  readonly lookup?: readonly number[];
}

/**
 * A join whose right side is run for each row of the left one, which it sees through `bindings` as
 * the plan of a subquery sees the row around it: LATERAL.
 */
export interface ApplyPlan {
  readonly kind: 'apply';
  readonly schema: Schema;
  readonly joinKind: 'inner' | 'left';
  readonly left: Plan;
  readonly right: Plan;
  /** Over the left columns: what `outer` nodes of `right` stand for. */
  readonly bindings: readonly BoundExpression[];
  /** Over the columns of both. */
  readonly residual: BoundExpression | undefined;
}

/** `left = right`, each over its own input; both of one type. */
export interface JoinKey {
  readonly left: BoundExpression;
  readonly right: BoundExpression;
}

/** The rows of all inputs, one after the other. Their columns have the types of the schema. */
export interface UnionPlan {
  readonly kind: 'union';
  readonly schema: Schema;
  readonly inputs: readonly Plan[];
}

/**
 * The rows of the left input that also are (`intersect`) or are not (`except`) in the right one,
 * NULL being equal to NULL, in the order of the left one. Each row once; with `all` as often as the
 * counts of both sides say: the lesser count, or what is left of the left one.
 */
export interface SetPlan {
  readonly kind: 'set';
  readonly schema: Schema;
  readonly operation: 'intersect' | 'except';
  readonly all: boolean;
  readonly left: Plan;
  readonly right: Plan;
}

/** Rows of the input, which may read the tables that WITH defines. */
export interface WithPlan {
  readonly kind: 'with';
  readonly schema: Schema;
  /** Each may read those before it. */
  readonly definitions: readonly CommonDefinition[];
  readonly input: Plan;
}

/** A table of WITH: its rows are computed when first read, once per run of the WithPlan. */
export interface CommonDefinition {
  /** Unique within the statement. */
  readonly id: number;
  /** For EXPLAIN and errors. */
  readonly name: string;
  readonly plan: Plan;
  /** `undefined` where the text does not say. */
  readonly materialized: boolean | undefined;
}

/** Rows of the definition, or of the last step of the recursion, that has this id. */
export interface CommonPlan {
  readonly kind: 'common';
  readonly schema: Schema;
  readonly id: number;
  readonly name: string;
  /** Indexes into its columns, in output order. */
  readonly columns: readonly number[];
}

/**
 * The rows of `base`, then those of `step` over them, and so on until a step gives none. The step
 * reads the rows of the one before by `id`. Without `all` each row is given once.
 */
export interface RecursivePlan {
  readonly kind: 'recursive';
  readonly schema: Schema;
  readonly id: number;
  readonly name: string;
  readonly all: boolean;
  readonly base: Plan;
  readonly step: Plan;
}

export interface FilterPlan {
  readonly kind: 'filter';
  readonly schema: Schema;
  readonly input: Plan;
  readonly predicate: BoundExpression;
}

export interface ProjectPlan {
  readonly kind: 'project';
  readonly schema: Schema;
  readonly input: Plan;
  readonly expressions: readonly BoundExpression[];
}

/**
 * Each input row as often as its functions give rows, which stand beside it: side by side, those that
 * have ended giving NULLs while others go on. Output: the columns of the input, then those of the
 * functions, then with `ordinality` the number of the row among those of its input row, from 1.
 */
export interface ExpandPlan {
  readonly kind: 'expand';
  readonly schema: Schema;
  readonly input: Plan;
  /** At least one. */
  readonly calls: readonly SetCall[];
  readonly ordinality: boolean;
}

/** A call of a set-returning function over the input row. */
export interface SetCall {
  readonly function: SetFunction;
  readonly arguments: readonly BoundExpression[];
  readonly position: number | undefined;
}

/**
 * Output: group expressions, then aggregates, then GROUPING calls. No groups, or a grouping set
 * without any: exactly one row, also for empty input.
 */
export interface AggregatePlan {
  readonly kind: 'aggregate';
  readonly schema: Schema;
  readonly input: Plan;
  readonly groups: readonly BoundExpression[];
  /** `undefined`: one set of all groups. */
  readonly groupingSets: GroupingSets | undefined;
  readonly aggregates: readonly AggregateCall[];
}

/** Several groupings of the same rows, each giving rows of its own. Indexes are of `groups`. */
export interface GroupingSets {
  /** Per set the groups it groups by, ascending; in its rows the others are NULL. */
  readonly sets: readonly (readonly number[])[];
  /** Per GROUPING call the groups it asks about: a bit each, 1 where a set does not have it. */
  readonly calls: readonly (readonly number[])[];
}

export interface AggregateCall {
  readonly function: AggregateFunction;
  /** None for COUNT(*); of an ordered-set aggregate the direct ones, before WITHIN GROUP. */
  readonly arguments: readonly BoundExpression[];
  readonly distinct: boolean;
  /** The order in which rows are taken in; empty: any. */
  readonly orderBy: readonly SortKey[];
  readonly filter: BoundExpression | undefined;
}

/**
 * Output: the columns of the input, then one per function. Rows come in the order of the window:
 * by partition (as ascending sort keys), then by `order`, rows equal in both in input order.
 */
export interface WindowPlan {
  readonly kind: 'window';
  readonly schema: Schema;
  readonly input: Plan;
  readonly partition: readonly BoundExpression[];
  readonly order: readonly SortKey[];
  readonly functions: readonly WindowFunctionCall[];
}

/** A function of the rows around each row: those of its frame or of its partition. */
export type WindowFunctionCall = WindowAggregate | PositionalCall;

export interface WindowAggregate {
  readonly kind: 'aggregate';
  readonly aggregate: AggregateCall;
  readonly frame: BoundFrame;
}

/** A call of a function that is only for windows. */
export interface PositionalCall {
  readonly kind: 'positional';
  readonly name: WindowFunctionName;
  readonly type: SqlType;
  /** Over the input, one per parameter; optional ones may be missing. */
  readonly arguments: readonly BoundExpression[];
  /** Whole for functions that see their partition whatever the frame. */
  readonly frame: BoundFrame;
}

/** The rows of the partition that a function sees, for each row. */
export interface BoundFrame {
  readonly mode: FrameMode;
  readonly start: BoundFrameBound;
  readonly end: BoundFrameBound;
  readonly exclusion: FrameExclusion;
}

/**
 * Offsets are row-free: BIGINT numbers of rows or groups; for RANGE what can be added to the only
 * sort key. NULL and negative ones are SQL_OUT_OF_RANGE at run time, at `position`.
 */
export type BoundFrameBound =
  | { readonly kind: 'unbounded-preceding' | 'current-row' | 'unbounded-following' }
  | {
      readonly kind: 'preceding' | 'following';
      readonly offset: BoundExpression;
      readonly position: number | undefined;
    };

/** The first row of each combination of keys (NULL equals NULL), in input order. */
export interface DistinctPlan {
  readonly kind: 'distinct';
  readonly schema: Schema;
  readonly input: Plan;
  readonly keys: readonly BoundExpression[];
}

/** Stable sort. `fetch` (row-free, bigint) keeps only the first rows: top-N. */
export interface SortPlan {
  readonly kind: 'sort';
  readonly schema: Schema;
  readonly input: Plan;
  readonly keys: readonly SortKey[];
  readonly fetch: BoundExpression | undefined;
}

export interface SortKey {
  readonly expression: BoundExpression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Row-free bigint expressions; NULL means none. Negative: SQL_OUT_OF_RANGE at run time. */
export interface LimitPlan {
  readonly kind: 'limit';
  readonly schema: Schema;
  readonly input: Plan;
  readonly limit: BoundExpression | undefined;
  readonly offset: BoundExpression | undefined;
  /** The sort keys of WITH TIES: rows that follow with the last one's values come too. */
  readonly ties: readonly BoundExpression[] | undefined;
}

/**
 * The rows of the input without the last columns, by which rows of tables are found and locked.
 * Those that cannot be locked are left out where a table says so; `limit` and `offset`, as of a
 * Limit, count the rows that could.
 */
export interface LockPlan {
  readonly kind: 'lock';
  /** The first columns of the input. */
  readonly schema: Schema;
  readonly input: Plan;
  readonly tables: readonly LockedTable[];
  /** It is said outside of the query that it stands in: of its rows only those that are given there. */
  readonly isOutside: boolean;
  readonly limit: BoundExpression | undefined;
  readonly offset: BoundExpression | undefined;
}

/** A table in the input of a Lock. */
export interface LockedTable {
  readonly table: TableInfo;
  readonly isShared: boolean;
  readonly wait: LockWait;
  /** Where the columns of its primary key begin or, if it has none, `_seq` is; NULL there: no row. */
  readonly first: number;
}

/** The plan of a subquery, which expressions keep without knowing what plans are. */
export function planOf({ plan }: Pick<BoundSubquery, 'plan'>): Plan {
  return plan as Plan;
}

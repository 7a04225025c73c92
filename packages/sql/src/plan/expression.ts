import type { ScalarFunction } from '../bind/functions/functions.ts';
import type { Schema } from '../types/schema.ts';
import type { SqlType } from '../types/sql-type.ts';
import type { Value } from '../types/value.ts';

/**
 * A typed expression whose names are resolved. Columns are indexes into the input row. Every node
 * carries the type of its result and, where it can fail at run time, the `position` of the text
 * that it came from. Operators are functions (`+`, `=`, `like` …); nodes of their own are only those
 * that do not evaluate all arguments or treat NULL in a way of their own.
 */
export type BoundExpression =
  | BoundConstant
  | BoundParameter
  | BoundColumn
  | BoundCall
  | BoundCast
  | BoundLogic
  | BoundNot
  | BoundIsNull
  | BoundInList
  | BoundCase
  | BoundCoalesce
  | BoundLet
  | BoundLocal
  | BoundOuter
  | BoundSubquery;

export interface BoundConstant {
  readonly kind: 'constant';
  readonly type: SqlType;
  readonly value: Value;
}

/** A value known when execution starts: `$n` of the user, or a literal lifted out of the text. */
export interface BoundParameter {
  readonly kind: 'parameter';
  readonly type: SqlType;
  /** 0-based index into the execution's parameters, already converted to `type`. */
  readonly index: number;
}

export interface BoundColumn {
  readonly kind: 'column';
  readonly type: SqlType;
  readonly index: number;
  /** For EXPLAIN only. */
  readonly name: string;
}

/** A strict or non-strict function or operator; `function.strict` gives NULL for a NULL argument. */
export interface BoundCall {
  readonly kind: 'call';
  readonly type: SqlType;
  readonly function: ScalarFunction;
  readonly arguments: readonly BoundExpression[];
  readonly position: number | undefined;
}

export interface BoundCast {
  readonly kind: 'cast';
  readonly type: SqlType;
  readonly operand: BoundExpression;
  readonly position: number | undefined;
}

/** AND / OR over two or more operands, three-valued, left to right, later ones only if needed. */
export interface BoundLogic {
  readonly kind: 'and' | 'or';
  readonly type: SqlType;
  readonly operands: readonly BoundExpression[];
}

export interface BoundNot {
  readonly kind: 'not';
  readonly type: SqlType;
  readonly operand: BoundExpression;
}

export interface BoundIsNull {
  readonly kind: 'is-null';
  readonly type: SqlType;
  readonly operand: BoundExpression;
  readonly negated: boolean;
}

/** `operand IN (list)`; all of one type; three-valued. NOT IN is `not` around it. */
export interface BoundInList {
  readonly kind: 'in-list';
  readonly type: SqlType;
  readonly operand: BoundExpression;
  readonly list: readonly BoundExpression[];
}

/** Searched CASE (a simple CASE is bound as comparisons). `otherwise` is a NULL constant if absent. */
export interface BoundCase {
  readonly kind: 'case';
  readonly type: SqlType;
  readonly branches: readonly { readonly when: BoundExpression; readonly then: BoundExpression }[];
  readonly otherwise: BoundExpression;
}

export interface BoundCoalesce {
  readonly kind: 'coalesce';
  readonly type: SqlType;
  readonly operands: readonly BoundExpression[];
}

/**
 * `body`, in which the `local` of this index stands for the value of `value`: evaluated first, once
 * for each row, however often the body asks. Only for what is volatile; anything else is repeated,
 * so that the optimiser sees it where it is used. The index is at least 1 and greater than those of
 * all others in the body.
 */
export interface BoundLet {
  readonly kind: 'let';
  readonly type: SqlType;
  readonly index: number;
  readonly value: BoundExpression;
  readonly body: BoundExpression;
}

/** The value of the BoundLet around it that has this index. */
export interface BoundLocal {
  readonly kind: 'local';
  readonly type: SqlType;
  readonly index: number;
}

/**
 * A value of the row around the query: the binding of this index of the subquery that the plan
 * belongs to. It is fixed while the plan runs, so expressions of it are row-free.
 */
export interface BoundOuter {
  readonly kind: 'outer';
  readonly type: SqlType;
  readonly index: number;
  /** For EXPLAIN only. */
  readonly name: string;
}

/**
 * A query as a value. `plan` sees nothing of the row around it but `bindings`, which its `outer`
 * nodes stand for; equal bindings, equal result. Without bindings it runs once per statement, and
 * only if its value is needed.
 *
 * - `scalar`: the one value of a plan of one column; no row is NULL, a second one SQL_CARDINALITY.
 * - `exists`: whether there is a row.
 * - `in`: whether the row of `operands` is among the plan's, which has as many columns of the same
 *   types; three-valued, as `operand = ANY (plan)`.
 */
export interface BoundSubquery {
  readonly kind: 'subquery';
  readonly type: SqlType;
  readonly form: 'scalar' | 'exists' | 'in';
  /** Empty but for `in`. */
  readonly operands: readonly BoundExpression[];
  readonly plan: SubqueryPlan;
  readonly bindings: readonly BoundExpression[];
  readonly position: number | undefined;
}

/** A plan, as far as expressions know it. Only plans are put here; `planOf` in plan.ts gives it back. */
export interface SubqueryPlan {
  readonly kind: string;
  readonly schema: Schema;
}

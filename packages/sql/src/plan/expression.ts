import type { ScalarFunction } from '../bind/functions.ts';
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
  | BoundCoalesce;

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

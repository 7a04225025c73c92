import type { Expression } from '../../ast/ast.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { AggregateCall } from '../../plan/plan.ts';
import type { Binder } from '../binder.ts';
import type { Scope } from '../scope.ts';
import type { SetCollector } from './set-collector.ts';
import type { WindowCollector } from './window-collector.ts';

/**
 * Aggregate calls found in the expressions of a SELECT. While binding, the i-th stands in the
 * expressions as the column with index `base` + i, behind those of the input row.
 */
export interface AggregateCollector {
  readonly base: number;
  readonly calls: AggregateCall[];
  /** GROUPING calls, as they stand in the expressions. */
  readonly groupings: BoundExpression[];
}

/** The clause of expressions inside an aggregate call. */
export const AGGREGATE_CLAUSE = 'aggregate';

/** Where an expression stands: what it may name and call. */
export interface ExpressionContext {
  readonly binder: Binder;
  readonly scope: Scope;
  /** `undefined`: aggregates are not allowed here. */
  readonly aggregates: AggregateCollector | undefined;
  /** `undefined`: window functions are not allowed here. */
  readonly windows: WindowCollector | undefined;
  /** `undefined`: set-returning functions are not allowed here. */
  readonly sets: SetCollector | undefined;
  /** The clause, for messages: `WHERE`, `VALUES` … */
  readonly clause: string;
  /** Bind literals as constants, because their values decide what the statement means. */
  readonly pinsLiterals: boolean;
  /** Bind an expression in this context. */
  readonly bind: (expression: Expression) => BoundExpression;
  /** Bind one inside an aggregate call, where further aggregates are refused. */
  readonly bindInAggregate: (expression: Expression) => BoundExpression;
  /** Bind one within a window function, where aggregates are allowed and others of it refused. */
  readonly bindInWindow: (expression: Expression) => BoundExpression;
  /** Bind one in a clause in which neither aggregates nor window functions are allowed. */
  readonly bindIn: (clause: string, expression: Expression) => BoundExpression;
}

import type { BoundExpression } from '../plan/expression.ts';
import type { JoinPlan } from '../plan/plan.ts';
import { referencedColumns, replaceColumns } from '../plan/walk.ts';

interface JoinSides {
  /**
   * Whether each row of the result has a row of that side, never none or NULLs instead. A condition
   * on one side may be decided before the join if it is part of the join's condition and the other
   * side is preserved, or if it stands above the join and this side is.
   */
  readonly preservesLeft: boolean;
  readonly preservesRight: boolean;
}

/** Which sides of a join are never missing. */
export function joinSides({ joinKind }: JoinPlan): JoinSides {
  return {
    preservesLeft: joinKind !== 'right' && joinKind !== 'full',
    preservesRight: joinKind === 'inner' || joinKind === 'right' || joinKind === 'semi',
  };
}

/** What tells the columns of the sides apart. */
type LeftSide = Pick<JoinPlan, 'left'>;

/** Conjuncts over a join's columns by what they read. */
interface SplitConjuncts {
  readonly left: readonly BoundExpression[];
  readonly right: readonly BoundExpression[];
  /** Columns of both sides, or none at all. */
  readonly both: readonly BoundExpression[];
}

export function splitConjuncts(
  conjuncts: readonly BoundExpression[],
  join: LeftSide,
): SplitConjuncts {
  const left: BoundExpression[] = [];
  const right: BoundExpression[] = [];
  const both: BoundExpression[] = [];
  for (const conjunct of conjuncts) {
    const side = sideOf(conjunct, join);
    (side === 'left' ? left : side === 'right' ? right : both).push(conjunct);
  }
  return { left, right, both };
}

/** The side of a join whose columns an expression reads; `undefined` for both and for none. */
export function sideOf(
  expression: BoundExpression,
  { left }: LeftSide,
): 'left' | 'right' | undefined {
  const columns = [...referencedColumns([expression])];
  if (columns.length === 0) return undefined;
  if (columns.every((index) => index < left.schema.length)) return 'left';
  return columns.every((index) => index >= left.schema.length) ? 'right' : undefined;
}

/** `expression` with all column indexes moved by `by`. */
export function shiftColumns(expression: BoundExpression, by: number): BoundExpression {
  return replaceColumns(expression, (column) => ({ ...column, index: column.index + by }));
}

/** Whether a join gives left rows alone, so that the right side only decides which. */
export function isLeftOnly({ joinKind }: JoinPlan): boolean {
  return joinKind === 'semi' || joinKind === 'anti';
}

import type { ScalarFunction } from '../bind/functions/functions.ts';
import { type SqlType, sqlTypes } from '../types/sql-type.ts';
import type { Value } from '../types/value.ts';
import type { BoundCase, BoundConstant, BoundExpression } from './expression.ts';

/** A constant node. */
export function constant(type: SqlType, value: Value): BoundConstant {
  return { kind: 'constant', type, value };
}

/** A call whose arguments already have the overload's types. */
export function call(
  overload: ScalarFunction,
  operands: readonly BoundExpression[],
  position: number | undefined,
): BoundExpression {
  return {
    kind: 'call',
    type: overload.returns,
    function: overload,
    arguments: operands,
    position,
  };
}

/** AND or OR of one or more operands; operands that are the same operator are merged into it. */
export function logic(kind: 'and' | 'or', operands: readonly BoundExpression[]): BoundExpression {
  const flat = operands.flatMap((operand) =>
    operand.kind === kind ? operand.operands : [operand],
  );
  return flat.length === 1 ? flat[0] : { kind, type: sqlTypes.boolean, operands: flat };
}

/** NOT of a boolean. */
export function not(operand: BoundExpression): BoundExpression {
  return { kind: 'not', type: sqlTypes.boolean, operand };
}

/** One WHEN … THEN of a CASE. */
export function caseBranch(when: BoundExpression, then: BoundExpression): BoundCase['branches'][0] {
  return { when, then };
}

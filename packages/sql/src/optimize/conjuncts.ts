import { logic } from '../plan/build-expression.ts';
import type { BoundExpression } from '../plan/expression.ts';
import type { Plan } from '../plan/plan.ts';

/** The operands of a top-level AND; otherwise the predicate alone. */
export function conjunctsOf(predicate: BoundExpression): readonly BoundExpression[] {
  return predicate.kind === 'and' ? predicate.operands : [predicate];
}

/** `input` filtered by all of `conjuncts`; `input` itself when there are none. */
export function filterBy(conjuncts: readonly BoundExpression[], input: Plan): Plan {
  if (conjuncts.length === 0) return input;
  return { kind: 'filter', schema: input.schema, input, predicate: logic('and', conjuncts) };
}

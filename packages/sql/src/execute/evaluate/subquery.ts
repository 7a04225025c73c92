import { columnFromValues } from '../../columnar/batch-rows.ts';
import { constantVector } from '../../columnar/vector.ts';
import type { BoundOuter, BoundSubquery } from '../../plan/expression.ts';
import { outerValue } from '../context.ts';
import { subqueryResults } from '../subqueries/subquery-results.ts';
import type { Compiler, Evaluator } from './evaluator.ts';

/** A subquery: see `subqueryResults`. Whoever calls the evaluator does so within `settle`. */
export function compileSubquery(node: BoundSubquery, compiler: Compiler): Evaluator {
  const results = subqueryResults(node);
  const operands = node.operands.map(compiler.vector);
  const bindings = node.bindings.map(compiler.vector);
  return (batch, slots, context) => {
    const rows = {
      operands: operands.map((evaluate) => evaluate(batch, slots, context)),
      bindings: bindings.map((evaluate) => evaluate(batch, slots, context)),
      slots,
      length: batch.length,
    };
    return results(rows, context);
  };
}

/** A value of the row around the plan. */
export function compileOuter({ type, index }: BoundOuter): Evaluator {
  return (_batch, _slots, context) =>
    constantVector(columnFromValues(type, [outerValue(context, index)]));
}

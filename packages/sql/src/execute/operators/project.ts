import type { ProjectPlan } from '../../plan/plan.ts';
import { compileExpression } from '../compile-expression.ts';
import type { Operator } from './operator.ts';

/** Project computes the output columns of each batch from its input columns. */
export function compileProject(plan: ProjectPlan, input: Operator): Operator {
  const expressions = plan.expressions.map(compileExpression);
  return async function* project(execution) {
    for await (const batch of input(execution)) {
      const { length, selection } = batch;
      const columns = expressions.map((evaluate) => evaluate(batch, selection, execution.context));
      yield { columns, length, selection };
    }
  };
}

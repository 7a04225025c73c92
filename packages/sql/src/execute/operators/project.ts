import type { Column } from '../../columnar/column.ts';
import type { ProjectPlan } from '../../plan/plan.ts';
import { compileExpression } from '../compile-expression.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Project computes the output columns of each batch from its input columns. */
export function compileProject(plan: ProjectPlan, input: Operator): Operator {
  const expressions = plan.expressions.map(compileExpression);
  return async function* project(execution) {
    for await (const batch of input(execution)) {
      const { length, selection } = batch;
      const columns: Column[] = [];
      for (const evaluate of expressions) {
        const column = settle(execution, () => evaluate(batch, selection, execution.context));
        columns.push(column instanceof Promise ? await column : column);
      }
      yield { columns, length, selection };
    }
  };
}

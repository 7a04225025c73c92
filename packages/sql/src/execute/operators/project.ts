import { batchFromRows, rowAt } from '../../columnar/batch-rows.ts';
import type { Column } from '../../columnar/column.ts';
import { slotsOf } from '../../columnar/slots.ts';
import { effectCount } from '../../plan/effects-in.ts';
import type { ProjectPlan } from '../../plan/plan.ts';
import { compileExpression } from '../compile-expression.ts';
import { compileRow } from '../compile-row.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Project computes the output columns of each batch from its input columns. */
export function compileProject(plan: ProjectPlan, input: Operator): Operator {
  const effects = plan.expressions.reduce((sum, each) => sum + effectCount(each), 0);
  return effects > 1 ? projectRows(plan, input) : projectColumns(plan, input);
}

function projectColumns(plan: ProjectPlan, input: Operator): Operator {
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

/** Row by row, for expressions that see each other's effects. */
function projectRows(plan: ProjectPlan, input: Operator): Operator {
  const expressions = plan.expressions.map(compileRow);
  const types = plan.schema.map((field) => field.type);
  return async function* project(execution) {
    const { context } = execution;
    for await (const batch of input(execution)) {
      const rows = await settle(execution, () =>
        Array.from(slotsOf(batch), (slot) => {
          const row = rowAt(batch, slot);
          return expressions.map((evaluate) => evaluate(row, context));
        }),
      );
      yield batchFromRows(types, rows);
    }
  };
}

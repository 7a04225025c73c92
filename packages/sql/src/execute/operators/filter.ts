import type { Batch } from '../../columnar/batch.ts';
import { rowAt } from '../../columnar/batch-rows.ts';
import { slotsOf } from '../../columnar/slots.ts';
import { effectCount } from '../../plan/effects-in.ts';
import type { BoundExpression } from '../../plan/expression.ts';
import type { FilterPlan } from '../../plan/plan.ts';
import { compilePredicate } from '../compile-expression.ts';
import { compileRow } from '../compile-row.ts';
import type { ExecutionContext } from '../context.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Filter narrows the selection of each batch to the rows where a predicate is true. */
export function compileFilter({ predicate }: FilterPlan, input: Operator): Operator {
  const select = effectCount(predicate) > 1 ? selectRows(predicate) : selectSlots(predicate);
  return async function* filter(execution) {
    for await (const batch of input(execution)) {
      const selected = await settle(execution, () => select(batch, execution.context));
      if (selected.length === 0) continue;
      const selection = selected.length === batch.length ? undefined : selected;
      yield { ...batch, selection };
    }
  };
}

type Selecting = (batch: Batch, context: ExecutionContext) => Uint32Array;

function selectSlots(predicate: BoundExpression): Selecting {
  const select = compilePredicate(predicate);
  return (batch, context) => select(batch, batch.selection, context);
}

/** Row by row, for calls that see each other's effects. */
function selectRows(predicate: BoundExpression): Selecting {
  const evaluate = compileRow(predicate);
  return (batch, context) =>
    slotsOf(batch).filter((slot) => evaluate(rowAt(batch, slot), context) === true);
}

import type { FilterPlan } from '../../plan/plan.ts';
import { compilePredicate } from '../compile-expression.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Filter narrows the selection of each batch to the rows where a predicate is true. */
export function compileFilter(plan: FilterPlan, input: Operator): Operator {
  const predicate = compilePredicate(plan.predicate);
  return async function* filter(execution) {
    for await (const batch of input(execution)) {
      const selected = await settle(execution, () =>
        predicate(batch, batch.selection, execution.context),
      );
      if (selected.length === 0) continue;
      const selection = selected.length === batch.length ? undefined : selected;
      yield { ...batch, selection };
    }
  };
}

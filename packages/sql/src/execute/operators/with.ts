import type { WithPlan } from '../../plan/plan.ts';
import { type CommonRows, sharedRows } from '../common-rows.ts';
import type { Operator } from './operator.ts';

/** With runs its input, which may read the rows of the definitions: each is run once, if at all. */
export function compileWith(
  plan: WithPlan,
  definitions: readonly Operator[],
  input: Operator,
): Operator {
  return async function* withTables(execution) {
    const common = new Map<number, CommonRows>(execution.common);
    const inner = { ...execution, common };
    for (const [index, { id }] of plan.definitions.entries()) {
      common.set(
        id,
        sharedRows(execution.memory, () => definitions[index](inner)),
      );
    }
    yield* input(inner);
  };
}

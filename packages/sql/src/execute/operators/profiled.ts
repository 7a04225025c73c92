import { type Batch, rowCount } from '../../columnar/batch.ts';
import type { Plan } from '../../plan/plan.ts';
import type { QueryProfile } from '../profile.ts';
import type { Operator } from './operator.ts';

/** The operator of a plan node, which is measured when the execution has a profile. */
export function profiled(plan: Plan, operator: Operator): Operator {
  return (execution) => {
    const profile = execution.context.resources?.profile;
    const batches = operator(execution);
    return profile === undefined ? batches : measured(plan, batches, profile);
  };
}

async function* measured(
  plan: Plan,
  batches: ReturnType<Operator>,
  profile: QueryProfile,
): AsyncGenerator<Batch, void, undefined> {
  const figures = profile.start(plan);
  try {
    for (;;) {
      const { done, value } = await profile.time(figures, () => batches.next());
      if (done) return;
      figures.rows += rowCount(value);
      figures.batches += 1;
      yield value;
    }
  } finally {
    await batches.return();
  }
}

import { type Batch, rowCount } from '../../columnar/batch.ts';
import type { Plan } from '../../plan/plan.ts';
import { keepingOperator } from '../memory/operator-name.ts';
import type { QueryProfile } from '../profile.ts';
import type { Operator } from './operator.ts';

/**
 * The operator of a plan node with an account of its own for the rows that it keeps, given back when
 * it ends, and measured when the execution has a profile.
 */
export function supervised(plan: Plan, operator: Operator): Operator {
  const name = keepingOperator(plan);
  const accounted = name === undefined ? operator : withAccount(name, plan, operator);
  return (execution) => {
    const profile = execution.context.resources?.profile;
    const batches = accounted(execution);
    return profile === undefined ? batches : measured(plan, batches, profile);
  };
}

function withAccount(name: string, plan: Plan, operator: Operator): Operator {
  return async function* accounted(execution) {
    const profile = execution.context.resources?.profile;
    const { budget } = execution.memory;
    const memory = budget.open(name, profile && ((bytes) => profile.noteMemory(plan, bytes)));
    try {
      yield* operator({ ...execution, memory });
    } finally {
      memory.release();
    }
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

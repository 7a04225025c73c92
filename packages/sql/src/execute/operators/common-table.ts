import assert from 'node:assert/strict';
import type { CommonPlan } from '../../plan/plan.ts';
import type { Operator } from './operator.ts';

/** Common reads the rows that a With or a Recursive around it gives a name. */
export function compileCommon({ id, name, columns }: CommonPlan): Operator {
  return async function* common(execution) {
    const rows = execution.common?.get(id);
    assert(rows !== undefined, `nothing around gives the rows of "${name}"`);
    for (const batch of await rows.batches()) {
      const pause = execution.pacer.step();
      if (pause !== undefined) await pause;
      yield { ...batch, columns: columns.map((index) => batch.columns[index]) };
    }
  };
}

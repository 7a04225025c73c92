import { BATCH_ROWS } from '../../columnar/batch.ts';
import { batchFromRows } from '../../columnar/batch-rows.ts';
import type { ValuesPlan } from '../../plan/plan.ts';
import type { Row } from '../../types/value.ts';
import { compileScalar } from '../evaluate/scalar.ts';
import { settle } from '../subqueries/settle.ts';
import type { Operator } from './operator.ts';

/** Values gives literal rows: those of VALUES, or the one row of no columns behind `SELECT 1`. */
export function compileValues(plan: ValuesPlan): Operator {
  const types = plan.schema.map((field) => field.type);
  const rows = plan.rows.map((row) => row.map(compileScalar));
  return async function* values(execution) {
    const { context, pacer } = execution;
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      const pause = pacer.step();
      if (pause !== undefined) await pause;
      const part = rows.slice(start, start + BATCH_ROWS);
      const values: Row[] = [];
      for (const row of part) {
        const evaluated = settle(execution, () => row.map((scalar) => scalar(context)));
        values.push(evaluated instanceof Promise ? await evaluated : evaluated);
      }
      yield batchFromRows(types, values);
    }
  };
}
